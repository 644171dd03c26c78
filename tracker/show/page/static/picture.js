/* The map as a picture of its own: title, day, map, legend and credit in one SVG, with colours written out; and as PNG. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const WIDTH = 1200;
  const PAD = 24;

  const text = (value) => String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

  /** Colours of the page's own theme, by name. */
  function colours() {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue("--" + name).trim();
  }

  function fill(colour, look) {
    return look === "review" || look === "not_coded" ? "url(#k-" + look + ")" : colour(look);
  }

  function patterns(colour) {
    const striped = (id, look, upright) => '<pattern id="k-' + id + '" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="'
      + colour(look) + '"/><rect ' + (upright ? 'x="4" width="2" height="6"' : 'y="4" width="6" height="2"') + ' fill="' + colour(look + "-stripe") + '"/></pattern>';
    return "<defs>" + striped("review", "review", true) + striped("not_coded", "not_coded", false)
      + '<pattern id="k-veil" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.5" fill="' + colour("paper")
      + '"/><circle cx="3" cy="3" r="1" fill="' + colour("text") + '"/></pattern></defs>';
  }

  /** The outlines of a map, as drawn at the moment. */
  function outlines(svg, colour) {
    // Letters stand on a rim of the shape's own colour, as on the page.
    const rim = (size, look) => ' stroke="' + colour(look) + '" stroke-width="' + (size / 4).toFixed(0) + '" stroke-linejoin="round" paint-order="stroke"';
    const edge = ' stroke="' + colour("line") + '" stroke-width="7"';
    const none = svg.querySelector(".others").classList.contains("same") ? ' opacity="0.25"' : "";
    let out = [...svg.querySelectorAll(".others path")].map((one) => '<path d="' + one.getAttribute("d") + '" fill="' + colour("unknown") + '"' + edge + none + "/>").join("");
    // Patterns are in the picture's own units, ten times finer than those of the map.
    for (const shape of svg.querySelectorAll(".shape")) {
      const look = shape.getAttribute("class").match(/lv-([a-z_]+)/)[1];
      const faint = shape.classList.contains("same") ? ' opacity="0.25"' : "";
      let parts = "";
      for (const part of shape.querySelectorAll("path,circle,rect")) {
        const paint = part.classList.contains("veil") ? ' fill="url(#k-veil)"' : ' fill="' + fill(colour, look) + '"' + edge;
        const given = ["d", "cx", "cy", "r", "x", "y", "width", "height", "rx"].filter((name) => part.hasAttribute(name));
        parts += "<" + part.tagName + given.map((name) => " " + name + '="' + part.getAttribute(name) + '"').join("") + paint + "/>";
      }
      const box = shape.querySelector("text");
      if (box) parts += '<text x="' + box.getAttribute("x") + '" y="' + box.getAttribute("y") + '" font-size="180"' + rim(180, look) + ' font-weight="700" text-anchor="middle" fill="' + colour(look + "-ink") + '">' + text(box.textContent) + "</text>";
      out += "<g" + faint + ">" + parts + "</g>";
    }
    for (const rank of svg.querySelectorAll(".ranks text")) {
      if (!rank.textContent) continue;
      const faint = rank.classList.contains("same") ? ' opacity="0.25"' : "";
      const look = rank.getAttribute("class").match(/lv-([a-z_]+)/)[1];
      out += '<text x="' + rank.getAttribute("x") + '" y="' + rank.getAttribute("y") + '" dy="' + (rank.getAttribute("dy") || "0") + '" font-size="' + rank.getAttribute("font-size")
        + '"' + faint + rim(rank.getAttribute("font-size"), look) + ' font-weight="700" text-anchor="middle" fill="' + colour(look + "-ink") + '">' + text(rank.textContent) + "</text>";
    }
    return out;
  }

  /** Words on lines of a width, by a measure that errs on the wide side. */
  function wrapped(words, size, width) {
    const most = Math.floor(width / (size * 0.56));
    const lines = [""];
    for (const word of words.split(" ")) {
      if ((lines[lines.length - 1] + " " + word).length > most && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = (lines[lines.length - 1] + " " + word).trim();
    }
    return lines;
  }

  /** The picture as text: `panels` are the maps, [day, svg], of which two are labelled; `legend` are the entries
      [look, sign, words], `notes` the lines below. */
  function picture(panels, { title, under, legend, notes }) {
    const colour = colours();
    const [, , wide, high] = panels[0][1].getAttribute("viewBox").split(" ").map(Number);
    // Of two maps broad ones stand one below the other, high ones side by side: as large as the paper lets them be.
    const beside = panels.length > 1 && wide < 1.5 * high;
    const width = WIDTH - 2 * PAD;
    const room = beside ? (width - PAD) / 2 : width;
    const height = Math.min((room * high) / wide, 900);
    let y = PAD;
    let out = "";
    const line = (words, size, weight, ink) => {
      for (const part of wrapped(words, size, width)) {
        y += size * 1.3;
        out += '<text x="' + PAD + '" y="' + y.toFixed(1) + '" font-size="' + size + '" font-weight="' + weight + '" fill="' + colour(ink) + '">' + text(part) + "</text>";
      }
    };
    line(title, 30, 700, "text");
    line(under, 17, 400, "muted");
    y += 14;
    panels.forEach(([day, svg], i) => {
      const left = PAD + (beside ? i * (room + PAD) : 0);
      let top = y;
      if (panels.length > 1) {
        out += '<text x="' + left + '" y="' + (top + 20).toFixed(1) + '" font-size="20" font-weight="700" fill="' + colour("text") + '">' + text(day) + "</text>";
        top += 28;
      }
      out += '<svg x="' + left + '" y="' + top.toFixed(1) + '" width="' + room + '" height="' + height.toFixed(1) + '" viewBox="' + svg.getAttribute("viewBox") + '">'
        + outlines(svg, colour).replace(/url\(#k-/g, "url(#m-") + "</svg>";
      if (!beside || i === panels.length - 1) y = top + height + 10;
    });
    let x = PAD;
    for (const [look, sign, words] of legend) {
      const size = 34 + words.length * 9.2;
      if (x + size > WIDTH - PAD) [x, y] = [PAD, y + 28];
      const paint = look === "veil" ? "url(#k-veil)" : fill(colour, look);
      out += '<rect x="' + x + '" y="' + (y + 4).toFixed(1) + '" width="20" height="20" rx="3" fill="' + paint + '" stroke="' + colour("line") + '"/>';
      if (sign) out += '<text x="' + (x + 10) + '" y="' + (y + 19).toFixed(1) + '" font-size="13" font-weight="700" text-anchor="middle" fill="' + colour(look + "-ink") + '">' + sign + "</text>";
      out += '<text x="' + (x + 27) + '" y="' + (y + 20).toFixed(1) + '" font-size="16" fill="' + colour("text") + '">' + text(words) + "</text>";
      x += size + 14;
    }
    y += 36;
    for (const note of notes) line(note, 14, 400, "muted");
    y += PAD;
    const coarse = patterns(colour).replace(/id="k-/g, 'id="m-').replace(/<pattern /g, '<pattern patternTransform="scale(' + (wide / room).toFixed(2) + ')" ');
    return '<svg xmlns="http://www.w3.org/2000/svg" width="' + WIDTH + '" height="' + Math.ceil(y) + '" viewBox="0 0 ' + WIDTH + " " + Math.ceil(y)
      + '" font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Helvetica, Arial, sans-serif" role="img"><title>' + text(title + " " + under) + "</title>" + patterns(colour) + coarse
      + '<rect width="100%" height="100%" fill="' + colour("paper") + '"/>' + out + "</svg>\n";
  }

  /** A picture as PNG, twice as fine as its measure, for screens and print. */
  function png(drawn) {
    return new Promise((done, failed) => {
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = image.width * 2;
        canvas.height = image.height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
      };
      image.onerror = () => failed(new Error("no picture"));
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn);
    });
  }

  Object.assign(page, { picture, png });
})();
