//! Photographs: really decoded before they are kept, and freed of what a camera writes into them about place and person.

use std::io::Cursor;

use bytes::Bytes;
use chrono::{NaiveDate, NaiveDateTime};
use exif::{Exif, Field, In, Reader, Tag, Value};
use image::{ImageError, ImageFormat, ImageReader, Limits};
use img_parts::ImageEXIF;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::problem::Problem;

/// The longest side, in pixels.
const LONGEST_SIDE: u32 = 16_384;
/// The most that decoding may take, in bytes: 64 million pixels of four bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Marks a segment with (a part of) a colour profile.
const ICC: &[u8] = b"ICC_PROFILE\0";
/// PNG chunks that say how the pixels are to be shown; all others but the critical ones are left out.
const SHOWN: [[u8; 4]; 7] = [
    *b"tRNS", *b"gAMA", *b"cHRM", *b"sRGB", *b"iCCP", *b"sBIT", *b"pHYs",
];

/// Where and when a photograph was taken, as its camera wrote.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PhotoPosition)]
pub struct Position {
    /// Degrees north (WGS 84).
    #[schema(example = 21.853)]
    pub lat: f64,
    /// Degrees east (WGS 84).
    #[schema(example = 106.761)]
    pub lon: f64,
    /// When, by the camera's clock.
    pub taken_at: Option<NaiveDateTime>,
}

/// A photograph as it is kept, and where it was taken.
#[derive(Debug)]
pub struct Photo {
    /// Its bytes, without anything but the picture.
    pub content: Vec<u8>,
    /// Where it was taken, where its camera wrote that.
    pub position: Option<Position>,
}

/// Looks at a photograph and cleans it. Errors: 422 at `/file` when it can't be decoded, or is larger than it may be.
pub fn clean(content: Vec<u8>, format: ImageFormat) -> Result<Photo, Problem> {
    decode(&content, format)?;
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let exif = reader
        .read_from_container(&mut Cursor::new(&content))
        .or_else(|e| e.distill_partial_result(|_| ()))
        .ok();
    let position = exif.as_ref().and_then(position);
    let content = Bytes::from(content);
    let cleaned = if format == ImageFormat::Jpeg {
        clean_jpeg(content, exif.as_ref())
    } else {
        clean_png(content)
    }
    .ok_or_else(broken)?;
    // What is given out later is what was looked at.
    decode(&cleaned, format)?;
    Ok(Photo {
        content: cleaned,
        position,
    })
}

fn broken() -> Problem {
    Problem::field(
        "/file",
        "broken_photo",
        "ảnh bị hỏng hoặc không phải là ảnh, không mở được",
        "the photograph is damaged, or none: it can't be opened",
    )
}

/// Decodes it wholly: its head alone proves nothing.
fn decode(content: &[u8], format: ImageFormat) -> Result<(), Problem> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(content), format);
        reader.limits(limits.clone());
        reader
    };
    let too_large = || {
        Problem::field(
            "/file",
            "too_many_pixels",
            format!("ảnh quá lớn: mỗi cạnh tối đa {LONGEST_SIDE} điểm ảnh, cả ảnh tối đa 64 triệu điểm ảnh"),
            format!(
                "the photograph is too large: at most {LONGEST_SIDE} pixels a side and 64 million in all"
            ),
        )
    };
    // A few bytes can claim any size: the size is looked at before anything is made room for.
    let refused = |error| match error {
        ImageError::Limits(_) => too_large(),
        _ => broken(),
    };
    let (width, height) = reader().into_dimensions().map_err(refused)?;
    if width > LONGEST_SIDE || height > LONGEST_SIDE || u64::from(width) * u64::from(height) * 4 > MOST_MEMORY
    {
        return Err(too_large());
    }
    reader().decode().map(|_| ()).map_err(refused)
}

/// A JPEG with its picture, its colours and which side is up, and nothing behind its end.
fn clean_jpeg(content: Bytes, exif: Option<&Exif>) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(content).ok()?;
    jpeg.segments_mut().retain(|segment| match segment.marker() {
        markers::APP0 | markers::APP14 => true,
        markers::APP2 => segment.contents().starts_with(ICC),
        marker => !carries_notes(marker),
    });
    let scans = jpeg.segments_mut().last_mut()?;
    let own = only_scans(&scans_of(scans)?);
    *scans = JpegSegment::new_with_entropy(scans.marker(), scans.contents().clone(), own.into());
    let upright = exif
        .and_then(|e| e.get_field(Tag::Orientation, In::PRIMARY))
        .and_then(|f| f.value.get_uint(0))
        .and_then(|n| u16::try_from(n).ok())
        .filter(|n| (2..=8).contains(n));
    if let Some(orientation) = upright {
        jpeg.set_exif(Some(only_orientation(orientation)?));
    }
    Some(jpeg.encoder().bytes().to_vec())
}

/// All from the first scan's data to the end of the file.
fn scans_of(segment: &JpegSegment) -> Option<Bytes> {
    let whole = segment.clone().encoder().bytes();
    whole.get(segment.len()..).map(Bytes::copy_from_slice)
}

/// Whether a segment is for what cameras and people write beside the picture.
fn carries_notes(marker: u8) -> bool {
    (markers::APP0..=markers::APP15).contains(&marker) || marker == markers::COM
}

/// The scans up to the end of the picture, without notes between them: behind the end phones put films and further
/// pictures, with notes of their own.
fn only_scans(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    while let Some(&byte) = data.get(at) {
        let marker = match data.get(at + 1) {
            Some(&next) if byte == markers::P => next,
            _ => {
                out.push(byte);
                at += 1;
                continue;
            }
        };
        if marker == markers::EOI {
            break;
        }
        if marker == markers::P {
            // A fill byte.
            at += 1;
            continue;
        }
        if marker == markers::Z || (markers::RST0..=markers::RST7).contains(&marker) {
            out.extend([byte, marker]);
            at += 2;
            continue;
        }
        let length = match (data.get(at + 2), data.get(at + 3)) {
            (Some(&high), Some(&low)) => usize::from(u16::from_be_bytes([high, low])),
            _ => break,
        };
        let end = (at + 2 + length).min(data.len());
        if !carries_notes(marker) {
            out.extend_from_slice(&data[at..end]);
        }
        at = end;
    }
    out.extend([markers::P, markers::EOI]);
    out
}

/// EXIF that says which side is up and nothing else.
fn only_orientation(orientation: u16) -> Option<Bytes> {
    let field = Field {
        tag: Tag::Orientation,
        ifd_num: In::PRIMARY,
        value: Value::Short(vec![orientation]),
    };
    let mut writer = exif::experimental::Writer::new();
    writer.push_field(&field);
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).ok()?;
    Some(out.into_inner().into())
}

/// A PNG with what belongs to its pixels.
fn clean_png(content: Bytes) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(content).ok()?;
    png.chunks_mut().retain(|chunk| {
        // Critical chunks begin with a capital.
        chunk.kind()[0].is_ascii_uppercase() || SHOWN.contains(&chunk.kind())
    });
    Some(png.encoder().bytes().to_vec())
}

/// Where and when, of a camera that knew where.
fn position(exif: &Exif) -> Option<Position> {
    let degrees = |tag, reference, negative: u8, most: f64| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
            return None;
        };
        let size: f64 = parts
            .iter()
            .zip([1.0, 60.0, 3600.0])
            .map(|(part, of)| part.to_f64() / of)
            .sum();
        let below = match &exif.get_field(reference, In::PRIMARY)?.value {
            Value::Ascii(text) => text.first()?.first()?.eq_ignore_ascii_case(&negative),
            _ => return None,
        };
        (size.is_finite() && size <= most).then_some(if below { -size } else { size })
    };
    Some(Position {
        lat: degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', 90.0)?,
        lon: degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', 180.0)?,
        taken_at: taken_at(exif),
    })
}

fn taken_at(exif: &Exif) -> Option<NaiveDateTime> {
    let Value::Ascii(text) = &exif.get_field(Tag::DateTimeOriginal, In::PRIMARY)?.value else {
        return None;
    };
    let at = exif::DateTime::from_ascii(text.first()?).ok()?;
    NaiveDate::from_ymd_opt(at.year.into(), at.month.into(), at.day.into())?.and_hms_opt(
        at.hour.into(),
        at.minute.into(),
        at.second.into(),
    )
}

#[cfg(test)]
mod tests {
    use exif::Rational;
    use image::{ImageBuffer, Rgb};
    use img_parts::png::PngChunk;

    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let pixels = ImageBuffer::from_fn(24, 16, |x, y| Rgb([x as u8 * 10, y as u8 * 15, 90]));
        let mut out = Cursor::new(Vec::new());
        pixels.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// What a phone in Lạng Sơn writes.
    fn notes() -> Bytes {
        let degrees = |parts: [u32; 3]| Value::Rational(parts.map(|num| Rational { num, denom: 1 }).to_vec());
        let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
        let fields: Vec<Field> = [
            (Tag::Orientation, Value::Short(vec![6])),
            (Tag::Artist, text("Nguoi chup")),
            (Tag::DateTimeOriginal, text("2026:11:20 09:30:15")),
            (Tag::GPSLatitude, degrees([21, 51, 36])),
            (Tag::GPSLatitudeRef, text("N")),
            (Tag::GPSLongitude, degrees([106, 45, 0])),
            (Tag::GPSLongitudeRef, text("E")),
        ]
        .into_iter()
        .map(|(tag, value)| Field {
            tag,
            ifd_num: In::PRIMARY,
            value,
        })
        .collect();
        let mut writer = exif::experimental::Writer::new();
        for field in &fields {
            writer.push_field(field);
        }
        let mut out = Cursor::new(Vec::new());
        writer.write(&mut out, false).unwrap();
        out.into_inner().into()
    }

    fn has(content: &[u8], text: &str) -> bool {
        content.windows(text.len()).any(|w| w == text.as_bytes())
    }

    /// A JPEG as a phone makes it: with notes, and with a film behind the picture.
    fn jpeg_of_a_phone() -> Vec<u8> {
        let mut jpeg = Jpeg::from_bytes(picture(ImageFormat::Jpeg).into()).unwrap();
        jpeg.set_exif(Some(notes()));
        let said = JpegSegment::new_with_contents(markers::COM, Bytes::from_static(b"Nguoi chup"));
        jpeg.segments_mut().insert(1, said);
        let mut out = jpeg.encoder().bytes().to_vec();
        out.extend_from_slice(b"....ftypmp42 Nguoi chup");
        out
    }

    #[test]
    fn a_jpeg_keeps_its_picture_and_which_side_is_up() {
        let sent = jpeg_of_a_phone();
        let photo = clean(sent.clone(), ImageFormat::Jpeg).unwrap();
        assert!(has(&sent, "Nguoi chup") && has(&sent, "ftypmp42"));
        assert!(!has(&photo.content, "Nguoi chup") && !has(&photo.content, "ftypmp42"));
        let exif = Reader::new()
            .read_from_container(&mut Cursor::new(&photo.content))
            .unwrap();
        let tags: Vec<Tag> = exif.fields().map(|f| f.tag).collect();
        assert_eq!(tags, [Tag::Orientation]);
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        assert_eq!(pixels(&sent), pixels(&photo.content));
        let position = photo.position.unwrap();
        assert!((position.lat - 21.86).abs() < 1e-9 && (position.lon - 106.75).abs() < 1e-9);
        assert_eq!(position.taken_at.unwrap().to_string(), "2026-11-20 09:30:15");
        // Again: nothing is left to be taken away.
        let again = clean(photo.content.clone(), ImageFormat::Jpeg).unwrap();
        assert_eq!(again.content, photo.content);
        assert_eq!(again.position, None);
    }

    #[test]
    fn a_png_keeps_its_pixels() {
        let mut png = Png::from_bytes(picture(ImageFormat::Png).into()).unwrap();
        png.set_exif(Some(notes()));
        png.chunks_mut().insert(
            1,
            PngChunk::new(*b"tEXt", Bytes::from_static(b"Author\0Nguoi chup")),
        );
        let mut sent = png.encoder().bytes().to_vec();
        sent.extend_from_slice(b"Nguoi chup");
        let photo = clean(sent, ImageFormat::Png).unwrap();
        assert!(!has(&photo.content, "Nguoi chup") && !has(&photo.content, "eXIf"));
        assert_eq!(
            photo.content,
            clean_png(picture(ImageFormat::Png).into()).unwrap()
        );
        assert!(photo.position.is_some());
    }

    #[test]
    fn what_is_no_photograph_is_refused() {
        let check = |content: Vec<u8>, format, code: &str| {
            let problem = clean(content, format).unwrap_err();
            assert_eq!(problem.status.as_u16(), 422);
            assert_eq!(problem.fields[0].pointer, "/file");
            assert_eq!(problem.fields[0].code, code);
        };
        check(b"\xff\xd8\xff\xe0no".to_vec(), ImageFormat::Jpeg, "broken_photo");
        check(b"\x89PNG\r\n\x1a\nno".to_vec(), ImageFormat::Png, "broken_photo");
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let whole = picture(format);
            check(whole[..whole.len() / 4].to_vec(), format, "broken_photo");
        }
        // A few bytes that claim 60,000 pixels a side.
        let mut bomb = Png::from_bytes(picture(ImageFormat::Png).into()).unwrap();
        let head = bomb.chunks()[0].contents();
        let claim: Vec<u8> = [60_000_u32.to_be_bytes(), 60_000_u32.to_be_bytes()]
            .concat()
            .into_iter()
            .chain(head[8..].iter().copied())
            .collect();
        bomb.chunks_mut()[0] = PngChunk::new(*b"IHDR", claim.into());
        check(
            bomb.encoder().bytes().to_vec(),
            ImageFormat::Png,
            "too_many_pixels",
        );
    }
}
