"""Images: upright, small, without what a camera adds; nothing hostile is ever decoded here."""

import io
import os
import time
from typing import Any

import pytest
from PIL import Image

from app.errors import Invalid, TooLarge
from app.files import ImageLimits, prepare_image
from app.files import child as inside
from app.files.images import header_size
from app.files.sandbox import Broke, Sandbox, shared
from tests.unit.files.pictures import chunk, claimed_png, jpeg, noise, png, saved


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_images_stand_upright_whatever_the_camera_said(orientation: int) -> None:
    turn = {2: 0, 3: 1 + 2, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)  # the inverse: how the camera lay
    upright = opened(jpeg((200, 120)))
    lying = upright if turn is None else upright.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    result = opened(prepare_image(saved(lying, "JPEG", quality=95, exif=exif)).jpeg)
    assert result.size == (200, 120)
    red, green, _ = result.getpixel((10, 8))
    assert red > 200
    assert green < 100
    assert min(result.getpixel((190, 8))) > 200
    assert min(result.getpixel((10, 110))) > 200


def test_metadata_is_gone() -> None:
    body = jpeg(orientation=6)
    assert b"110101200103070013" in body
    result = prepare_image(body).jpeg
    assert b"110101200103070013" not in result
    assert b"Exif" not in result
    assert not opened(result).getexif()


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1200, 200)])
def test_large_images_become_small_ones_that_can_be_read(size: tuple[int, int]) -> None:
    prepared = prepare_image(noise(size))
    assert len(prepared.jpeg) <= 300_000
    assert opened(prepared.jpeg).size == (prepared.width, prepared.height)
    assert prepared.width / prepared.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert max(prepared.width, prepared.height) >= 1_000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    assert opened(prepare_image(png(mode)).jpeg).mode == "RGB"


def test_clear_parts_become_white_and_cmyk_is_taken() -> None:
    clear = opened(prepare_image(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")).jpeg)
    assert min(clear.getpixel((4, 4))) > 250
    assert opened(prepare_image(saved(Image.new("CMYK", (8, 8)), "JPEG")).jpeg).mode == "RGB"


@pytest.mark.parametrize(("width", "height"), [(10_001, 10), (7_000, 7_000), (2**31 - 1, 2**31 - 1)])
def test_too_large_an_image_is_refused_by_its_header(width: int, height: int, monkeypatch: Any) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("the child must not be asked")

    monkeypatch.setattr(shared, "ask", never)
    with pytest.raises(TooLarge, match=r"「照片\.png」的尺寸太大"):
        prepare_image(claimed_png(width, height), "照片.png")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xd8\xff",
        jpeg()[:-300],
        jpeg()[:200],
        claimed_png(100, 100, b"\x00" * 50),
        png()[:40],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\x00" * 13),
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 4,
        b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10" + b"\x00" * 30,
    ],
)
def test_a_broken_image_is_refused_and_the_next_one_taken(body: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        prepare_image(body, "合同.jpg")
    assert "「合同.jpg」打不开" in caught.value.errors[0].message
    assert prepare_image(jpeg()).width == 80


def test_headers_are_read_without_decoding() -> None:
    assert header_size(jpeg((33, 44))) == (33, 44)
    assert header_size(saved(Image.new("RGB", (5, 6)), "JPEG", progressive=True)) == (5, 6)
    assert header_size(png(size=(7, 8))) == (7, 8)
    assert header_size(b"GIF89a") is None


def test_small_limits_are_kept() -> None:
    limits = ImageLimits(shown_side=300, bytes=5_000)
    prepared = prepare_image(noise((800, 800)), limits=limits)
    assert len(prepared.jpeg) <= 5_000


def test_a_child_that_dies_is_a_refusal_and_is_replaced() -> None:
    own = Sandbox()
    try:
        own.warm()
        assert own._child is not None
        first = own._child.pid
        os.kill(first, 9)
        assert prepare_image(jpeg(), child=own).width == 80
        assert own._child.pid != first
        with pytest.raises(Broke):
            own.ask("nonsense", {}, b"")
        assert own._child is None
        assert prepare_image(jpeg(), child=own).width == 80
    finally:
        own.close()


def test_a_child_that_hangs_is_ended(monkeypatch: Any) -> None:
    monkeypatch.setattr("app.files.sandbox.PATIENCE", 0.3)
    own = Sandbox()
    own.warm()
    assert own._child is not None
    own._asked = 0  # as if it had just been started, so that no other is asked
    os.kill(own._child.pid, 19)  # stopped: it never answers
    begun = time.monotonic()
    with pytest.raises(Invalid):
        prepare_image(jpeg(), child=own)
    assert time.monotonic() - begun < 5
    assert own._child is None


def test_the_child_lives_within_limits() -> None:
    shared.warm()
    assert shared._child is not None
    with open(f"/proc/{shared._child.pid}/limits") as file:  # noqa: PTH123
        limits = file.read()
    assert f"Max address space         {inside.MEMORY}" in limits
    assert "Max file size             0" in limits


def test_what_the_child_does_can_be_done_here_too() -> None:
    """The same functions, run in this process so that their branches are seen."""
    options = dict(vars(ImageLimits()))
    meta, body = inside.answer("image", options, jpeg(orientation=6))
    assert (meta["width"], meta["height"]) == (60, 80)
    assert opened(body).size == (60, 80)
    assert inside.answer("image", options, b"no")[0] == {"refused": "broken"}
    assert inside.answer("image", {**options, "side": 10}, jpeg())[0] == {"refused": "side"}
    assert inside.answer("image", {**options, "pixels": 10}, jpeg())[0] == {"refused": "pixels"}
    small = inside.answer("image", {**options, "bytes": 4_000, "shown_side": 400}, noise((400, 400)))
    assert len(small[1]) <= 4_000
    request = b'{"kind": "image", "options": {"side": 1}, "size": 2}\nno'
    sink = io.BytesIO()
    inside.serve(io.BytesIO(request), sink)
    assert sink.getvalue() == b'{"refused": "broken", "size": 0}\n'
    for mode in ("L", "P", "LA", "RGBA", "I;16"):
        assert inside.answer("image", options, png(mode))[0]["width"] == 40
