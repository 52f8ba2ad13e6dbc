//! QR codes: as a drawing for the PDF, as a picture for Excel.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The quiet zone the standard asks for, in modules.
const QUIET: usize = 4;

/// The squares of a QR code, without its quiet zone.
pub struct Squares {
    width: usize,
    dark: Vec<bool>,
}

impl Squares {
    /// The QR code of an address, with 15 % of redundancy; `None` if it is too long.
    pub fn of(address: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
        let dark = code.to_colors().into_iter().map(|c| c == Color::Dark).collect();
        Some(Self {
            width: code.width(),
            dark,
        })
    }

    fn dark(&self, x: usize, y: usize) -> bool {
        self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// An SVG of one path: each run of dark squares of a line is one rectangle.
    pub fn svg(&self) -> String {
        let side = self.width + 2 * QUIET;
        let mut path = String::new();
        for y in 0..self.width {
            let mut x = 0;
            while x < self.width {
                let run = (x..self.width).take_while(|&x| self.dark(x, y)).count();
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += run.max(1);
            }
        }
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>"#
        )
    }

    /// A bitmap of two colours (BMP, 1 bit a pixel), four pixels a square.
    pub fn bmp(&self) -> Vec<u8> {
        const ZOOM: usize = 4;
        let side = (self.width + 2 * QUIET) * ZOOM;
        let stride = side.div_ceil(32) * 4;
        let mut pixels = vec![0xff_u8; stride * side];
        for y in 0..self.width * ZOOM {
            for x in 0..self.width * ZOOM {
                if self.dark(x / ZOOM, y / ZOOM) {
                    // BMP begins with the lowest line.
                    let (x, y) = (x + QUIET * ZOOM, side - 1 - (y + QUIET * ZOOM));
                    if let Some(byte) = pixels.get_mut(y * stride + x / 8) {
                        *byte &= !(0x80 >> (x % 8));
                    }
                }
            }
        }
        let offset = 14 + 40 + 8;
        let mut out = Vec::with_capacity(offset + pixels.len());
        out.extend_from_slice(b"BM");
        out.extend_from_slice(&((offset + pixels.len()) as u32).to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&(offset as u32).to_le_bytes());
        out.extend_from_slice(&40_u32.to_le_bytes());
        out.extend_from_slice(&(side as u32).to_le_bytes());
        out.extend_from_slice(&(side as u32).to_le_bytes());
        out.extend_from_slice(&1_u16.to_le_bytes());
        out.extend_from_slice(&1_u16.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&(pixels.len() as u32).to_le_bytes());
        out.extend_from_slice(&11_811_u32.to_le_bytes()); // 300 dots an inch
        out.extend_from_slice(&11_811_u32.to_le_bytes());
        out.extend_from_slice(&2_u32.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&[0, 0, 0, 0, 0xff, 0xff, 0xff, 0]);
        out.extend_from_slice(&pixels);
        out
    }
}
