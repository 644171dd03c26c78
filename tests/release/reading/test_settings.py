"""Configurations and variables that are not what they should be: one clear line each."""

import os

import pytest

from tracker.errors import BadValueError, TrackerError, UnknownNameError
from tracker.release.reading import settings


@pytest.fixture
def config(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    for variable in (settings.SOURCE_VARIABLE, settings.CACHE_VARIABLE, settings.KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(settings.CONFIG_VARIABLE, str(path))
    return path


@pytest.mark.parametrize(
    "data",
    [
        b"releases_url = ",
        b"releases_url = 'a'\nreleases_url = 'b'\n",
        b"\xff\xfe",
        b"a = " + b"[" * 5000 + b"]" * 5000,
        b"# " + b"x" * 200_000,
        b"releases_url = 3",
        b"releases_url = ['a']",
        b"\x00",
        b"a" + b".a" * 40_000 + b" = 1",
        b"releases_kee = 'x'",
        b"[tracker]\nreleases_url = 'x'",
        b'"\\u001b[31m" = 1',
    ],
)
def test_an_odd_configuration_is_one_line(config, data):
    config.write_bytes(data)
    with pytest.raises(TrackerError) as caught:
        settings.source()
    assert len(str(caught.value).replace(str(config), "config")) < 250
    assert "\n" not in str(caught.value)


def test_a_folder_and_a_pipe_are_no_configuration(config):
    config.mkdir()
    with pytest.raises(BadValueError, match="not a plain file"):
        settings.source()
    config.rmdir()
    os.mkfifo(config)
    with pytest.raises(BadValueError, match="not a plain file"):
        settings.source()


def test_a_key_that_is_spelled_wrongly_is_not_passed_over(config):
    config.write_text("release_key = 'ed25519:x'\n")
    with pytest.raises(UnknownNameError, match="Did you mean 'releases_key'"):
        settings.key()


def test_a_link_to_nothing_is_no_configuration(config):
    config.symlink_to("nowhere")
    with pytest.raises(BadValueError, match="cannot be read"):
        settings.key()


@pytest.mark.parametrize("text", ["10.1234/a\u202eb", "10.1234/a\u2066", "10.1234/a b", "10.1234/\x1b[31m"])
def test_a_doi_with_characters_that_nobody_sees_is_none(config, monkeypatch, text):
    monkeypatch.setenv(settings.DOI_VARIABLE, text)
    with pytest.raises(BadValueError, match="not a DOI"):
        settings.doi()


def test_no_configuration_is_none(config):
    assert settings.source() is None


def test_addresses_of_the_site_come_from_an_argument_a_variable_or_the_file(config, monkeypatch):
    for read, variable, entry in (
        (settings.site_url, settings.SITE_VARIABLE, "site_url"),
        (settings.repository, settings.REPOSITORY_VARIABLE, "repository"),
    ):
        monkeypatch.delenv(variable, raising=False)
        config.write_text("")
        assert read() is None
        config.write_text(f"{entry} = 'https://example.org/file'\n")
        assert read() == "https://example.org/file"
        monkeypatch.setenv(variable, "https://example.org/variable")
        assert read() == "https://example.org/variable"
        assert read("https://example.org/given") == "https://example.org/given"


def test_an_unknown_user_is_named(config, monkeypatch):
    monkeypatch.setenv(settings.CACHE_VARIABLE, "~nobody-of-that-name/cache")
    with pytest.raises(BadValueError, match="no such user"):
        settings.cache()


@pytest.mark.parametrize("text", ["x", "nan", "inf", "-1", "1e999", "1_0x", "1e10", "9" * 5000])
def test_a_number_that_is_none_is_refused(text, monkeypatch):
    monkeypatch.setenv("TRACKER_TIMEOUT", text)
    with pytest.raises(BadValueError, match="TRACKER_TIMEOUT"):
        settings.number("TRACKER_TIMEOUT", 2.0)
