//! From papers to a Word document (Office Open XML): a section for each, to go on working with.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::view::{
    BlockView, CellView, CheckView, Closing, Document, HeadCell, PaperView, SignatureView, TableView,
    validate,
};
use crate::{Error, Paper};

/// Names of the schemas.
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WP: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PIC: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// The red of certificates.
const RED: &str = "B3121D";
/// A row whose texts are longer may be parted between two pages: it could be higher than one.
const WHOLE_ROW: usize = 400;

/// The parts of the file that are the same in each.
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>"#;
/// Without it Word takes the file for one of an old version.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;
/// The shape that bends a text into a mark across the page, as Word itself writes it.
const MARK_SHAPE: &str = r##"<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>"##;

/// Papers as one Word document, each beginning on a new page: the same as the [PDF](crate::pdf), to be edited. Numbers
/// are texts, also those of formulas. A certificate has a plain frame. The same papers give the same bytes.
pub fn docx(papers: &[Paper]) -> Result<Vec<u8>, Error> {
    validate(papers)?;
    write(&Document::of(papers)?).map_err(|e| Error::Word(e.to_string()))
}

type Done = io::Result<()>;

fn write(document: &Document) -> io::Result<Vec<u8>> {
    let mut parts = Parts::default();
    let body = parts.body(document)?;
    // No clock: each part has the day on which zip's calendar begins.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| -> Done {
        zip.start_file(name, options)?;
        zip.write_all(bytes)
    };
    put("[Content_Types].xml", &parts.types()?)?;
    put("_rels/.rels", RELS.as_bytes())?;
    put("docProps/core.xml", &core(document)?)?;
    put("word/document.xml", &body)?;
    put("word/_rels/document.xml.rels", &parts.relations()?)?;
    put("word/styles.xml", STYLES.as_bytes())?;
    put("word/settings.xml", SETTINGS.as_bytes())?;
    for (header, n) in &parts.headers {
        put(&format!("word/header{n}.xml"), &header.xml(*n)?)?;
    }
    for (i, bytes) in parts.pictures.iter().enumerate() {
        put(&format!("word/media/code{}.bmp", i + 1), bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Title, author and the papers' own date; without one a fixed day.
fn core(document: &Document) -> io::Result<Vec<u8>> {
    let mut x = Xml::begin()?;
    let [year, month, day] = document.date.unwrap_or([2000, 1, 1]);
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    let spaces = [
        (
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        ),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    x.within("cp:coreProperties", &spaces, |x| {
        x.within("dc:title", &[], |x| x.text(&document.title))?;
        x.within("dc:creator", &[], |x| x.text(&document.author))?;
        x.within("dc:language", &[], |x| x.text("vi-VN"))?;
        let kind = [("xsi:type", "dcterms:W3CDTF")];
        x.within("dcterms:created", &kind, |x| x.text(&date))?;
        x.within("dcterms:modified", &kind, |x| x.text(&date))
    })?;
    Ok(x.end())
}

/// XML being written.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn begin() -> io::Result<Self> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        Ok(Self(writer))
    }

    fn end(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inner: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Start(start))?;
        inner(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn leaf(&mut self, name: &str, attributes: &[(&str, &str)]) -> Done {
        let tag = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.0.write_event(Event::Empty(tag))
    }

    /// An element that only has a value.
    fn value(&mut self, name: &str, value: impl ToString) -> Done {
        self.leaf(name, &[("w:val", &value.to_string())])
    }

    fn text(&mut self, text: &str) -> Done {
        self.0.write_event(Event::Text(BytesText::new(text)))
    }

    /// Markup of this file, never of a paper.
    fn markup(&mut self, markup: &'static str) -> Done {
        self.0.write_event(Event::Text(BytesText::from_escaped(markup)))
    }
}

/// Points in Word's unit, a twentieth.
fn twips(points: f64) -> i64 {
    (points * 20.0).round() as i64
}

/// Millimetres in the same unit.
fn mm(millimetres: f64) -> i64 {
    twips(millimetres * 72.0 / 25.4)
}

/// What stands at the top of each page.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Header {
    /// Whether the page's number is there.
    numbered: bool,
    /// The mark of a draft, with width and height of its letters in points.
    mark: Option<(String, i64, i64)>,
}

impl Header {
    fn xml(&self, n: usize) -> io::Result<Vec<u8>> {
        let mut x = Xml::begin()?;
        let spaces = [
            ("xmlns:w", W),
            ("xmlns:v", "urn:schemas-microsoft-com:vml"),
            ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
        ];
        x.within("w:hdr", &spaces, |x| {
            x.within("w:p", &[], |x| {
                x.within("w:pPr", &[], |x| x.value("w:jc", "center"))?;
                if self.numbered {
                    x.within("w:fldSimple", &[("w:instr", "PAGE")], |x| {
                        run(x, "2", Look::of(13.0))
                    })?;
                }
                let Some((text, width, height)) = &self.mark else {
                    return Ok(());
                };
                x.within("w:r", &[], |x| {
                    x.within("w:pict", &[], |x| {
                        x.markup(MARK_SHAPE)?;
                        let style = format!(
                            "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;\
                             rotation:315;z-index:-251658752;mso-position-horizontal:center;\
                             mso-position-horizontal-relative:page;mso-position-vertical:center;\
                             mso-position-vertical-relative:page"
                        );
                        let shape = [
                            ("id", format!("PowerPlusWaterMarkObject{n}")),
                            ("o:spid", format!("_x0000_s{}", 2048 + n)),
                            ("type", "#_x0000_t136".to_owned()),
                            ("style", style),
                            ("o:allowincell", "f".to_owned()),
                            ("fillcolor", "#e5e5e5".to_owned()),
                            ("stroked", "f".to_owned()),
                        ];
                        let shape: Vec<_> = shape.iter().map(|(k, v)| (*k, v.as_str())).collect();
                        x.within("v:shape", &shape, |x| {
                            let style = "font-family:\"Times New Roman\";font-size:1pt;font-weight:bold";
                            x.leaf("v:textpath", &[("style", style), ("string", text)])
                        })
                    })
                })
            })
        })?;
        Ok(x.end())
    }
}

/// What stands beside the document in its file.
#[derive(Default)]
struct Parts {
    headers: BTreeMap<Header, usize>,
    /// Bitmaps.
    pictures: Vec<Vec<u8>>,
}

impl Parts {
    fn header(&mut self, paper: &PaperView, numbered: bool) -> usize {
        let mark = paper.draft.as_ref().map(|draft| {
            let text = plain(&draft.text).replace('\n', " ");
            let width = draft.size * 0.55 * text.chars().count() as f64;
            (text, width as i64, (draft.size * 0.8) as i64)
        });
        let next = self.headers.len() + 1;
        *self.headers.entry(Header { numbered, mark }).or_insert(next)
    }

    fn types(&self) -> io::Result<Vec<u8>> {
        let mut x = Xml::begin()?;
        let space = "http://schemas.openxmlformats.org/package/2006/content-types";
        x.within("Types", &[("xmlns", space)], |x| {
            for (end, kind) in [
                ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                ("xml", "application/xml"),
                ("bmp", "image/bmp"),
            ] {
                x.leaf("Default", &[("Extension", end), ("ContentType", kind)])?;
            }
            let mut part =
                |name: &str, kind: &str| x.leaf("Override", &[("PartName", name), ("ContentType", kind)]);
            let word = |kind: &str| {
                format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml")
            };
            part("/word/document.xml", &word("document.main"))?;
            part("/word/styles.xml", &word("styles"))?;
            part("/word/settings.xml", &word("settings"))?;
            part(
                "/docProps/core.xml",
                "application/vnd.openxmlformats-package.core-properties+xml",
            )?;
            (1..=self.headers.len()).try_for_each(|n| part(&format!("/word/header{n}.xml"), &word("header")))
        })?;
        Ok(x.end())
    }

    fn relations(&self) -> io::Result<Vec<u8>> {
        let mut x = Xml::begin()?;
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        x.within("Relationships", &[("xmlns", space)], |x| {
            let mut relation = |id: &str, kind: &str, target: &str| {
                let kind = format!("{R}/{kind}");
                x.leaf("Relationship", &[("Id", id), ("Type", &kind), ("Target", target)])
            };
            relation("styles", "styles", "styles.xml")?;
            relation("settings", "settings", "settings.xml")?;
            for n in 1..=self.headers.len() {
                relation(&format!("header{n}"), "header", &format!("header{n}.xml"))?;
            }
            for n in 1..=self.pictures.len() {
                relation(&format!("code{n}"), "image", &format!("media/code{n}.bmp"))?;
            }
            Ok(())
        })?;
        Ok(x.end())
    }

    fn body(&mut self, document: &Document) -> io::Result<Vec<u8>> {
        let mut x = Xml::begin()?;
        let spaces = [
            ("xmlns:w", W),
            ("xmlns:r", R),
            ("xmlns:wp", WP),
            ("xmlns:a", A),
            ("xmlns:pic", PIC),
        ];
        let last = document.papers.len().saturating_sub(1);
        x.within("w:document", &spaces, |x| {
            x.within("w:body", &[], |x| {
                for (i, paper) in document.papers.iter().enumerate() {
                    let page = Page::of(paper);
                    Pen {
                        x: &mut *x,
                        parts: &mut *self,
                        page: &page,
                    }
                    .paper(paper)?;
                    // A section is described by its last paragraph, the last one by the body.
                    if i == last {
                        hair(x, &Para::default())?;
                        self.section(x, paper, &page)?;
                    } else {
                        x.within("w:p", &[], |x| {
                            x.within("w:pPr", &[], |x| {
                                HAIR.xml(x)?;
                                self.section(x, paper, &page)
                            })
                        })?;
                    }
                }
                Ok(())
            })
        })?;
        Ok(x.end())
    }

    fn section(&mut self, x: &mut Xml, paper: &PaperView, page: &Page) -> Done {
        x.within("w:sectPr", &[], |x| {
            for (kind, numbered) in [("default", !paper.certificate), ("first", false)] {
                let id = format!("header{}", self.header(paper, numbered));
                x.leaf("w:headerReference", &[("w:type", kind), ("r:id", &id)])?;
            }
            let (width, height) = (page.width.to_string(), page.height.to_string());
            let mut size = vec![("w:w", width.as_str()), ("w:h", &height)];
            if paper.landscape {
                size.push(("w:orient", "landscape"));
            }
            x.leaf("w:pgSz", &size)?;
            let [top, right, bottom, left] = page.margins.map(|m| m.to_string());
            let header = mm(if paper.certificate { 6.0 } else { 10.0 }).to_string();
            x.leaf(
                "w:pgMar",
                &[
                    ("w:top", &top),
                    ("w:right", &right),
                    ("w:bottom", &bottom),
                    ("w:left", &left),
                    ("w:header", &header),
                    ("w:footer", &header),
                    ("w:gutter", "0"),
                ],
            )?;
            if paper.certificate {
                x.within("w:pgBorders", &[("w:offsetFrom", "page")], |x| {
                    ["w:top", "w:left", "w:bottom", "w:right"]
                        .iter()
                        .try_for_each(|side| {
                            let border = [
                                ("w:val", "double"),
                                ("w:sz", "12"),
                                ("w:space", "18"),
                                ("w:color", RED),
                            ];
                            x.leaf(side, &border)
                        })
                })?;
            }
            // Each paper counts its pages from 1.
            x.leaf("w:pgNumType", &[("w:start", "1")])?;
            x.leaf("w:titlePg", &[])
        })
    }
}

/// A sheet, in twips.
struct Page {
    width: i64,
    height: i64,
    /// Top, right, bottom, left.
    margins: [i64; 4],
    /// Letters of running text in points.
    size: f64,
}

impl Page {
    /// The same sheets as in the PDF.
    fn of(paper: &PaperView) -> Self {
        let (mut width, mut height) = if paper.certificate {
            (148.0, 210.0)
        } else {
            (210.0, 297.0)
        };
        if paper.landscape {
            (width, height) = (height, width);
        }
        let margins = if paper.certificate {
            [12.0, 14.0, 12.0, 14.0]
        } else {
            [20.0, 20.0, 20.0, 30.0]
        };
        Self {
            width: mm(width),
            height: mm(height),
            margins: margins.map(mm),
            size: match (paper.certificate, paper.landscape) {
                (true, _) => 12.0,
                (false, true) => 13.0,
                (false, false) => 14.0,
            },
        }
    }

    /// Between the margins.
    fn room(&self) -> i64 {
        let [_, right, _, left] = self.margins;
        self.width - left - right
    }
}

/// How letters look.
#[derive(Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    /// In points.
    size: f64,
    colour: Option<&'static str>,
}

impl Look {
    fn of(size: f64) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    fn xml(self, x: &mut Xml) -> Done {
        /// What the styles say, in half points.
        const USUAL: i64 = 28;
        let size = (self.size * 2.0).round() as i64;
        if !self.bold && !self.italic && self.colour.is_none() && size == USUAL {
            return Ok(());
        }
        x.within("w:rPr", &[], |x| {
            if self.bold {
                x.leaf("w:b", &[])?;
            }
            if self.italic {
                x.leaf("w:i", &[])?;
            }
            if let Some(colour) = self.colour {
                x.value("w:color", colour)?;
            }
            if size != USUAL {
                x.value("w:sz", size)?;
                x.value("w:szCs", size)?;
            }
            Ok(())
        })
    }
}

/// A text without the places where it may be broken: Word breaks long words itself, and what is copied from it, a code
/// or an address, has to be whole.
fn plain(text: &str) -> String {
    text.replace('\u{200b}', "")
}

/// A piece of text in one look.
fn run(x: &mut Xml, text: &str, look: Look) -> Done {
    if text.is_empty() {
        return Ok(());
    }
    x.within("w:r", &[], |x| {
        look.xml(x)?;
        for (i, line) in plain(text).split('\n').enumerate() {
            if i > 0 {
                x.leaf("w:br", &[])?;
            }
            x.within("w:t", &[("xml:space", "preserve")], |x| x.text(line))?;
        }
        Ok(())
    })
}

/// How a paragraph lies; lengths in twips.
#[derive(Clone, Copy, Default)]
struct Para {
    /// `left` unless said otherwise.
    align: Option<&'static str>,
    before: i64,
    after: i64,
    /// The height of its lines, where it is not the letters'.
    exact: Option<i64>,
    /// How far its first line is set in.
    first: i64,
    /// How far all is set in, on the left and on the right.
    sides: (i64, i64),
    /// Whether it stays on one page with what follows.
    next: bool,
    /// A line above it.
    rule: bool,
    /// Dots up to here.
    dots: Option<i64>,
    /// Its level among the headings, from 0.
    outline: Option<u8>,
}

/// A paragraph that takes no room.
const HAIR: Para = Para {
    align: None,
    before: 0,
    after: 0,
    exact: Some(20),
    first: 0,
    sides: (0, 0),
    next: false,
    rule: false,
    dots: None,
    outline: None,
};

impl Para {
    fn centred() -> Self {
        Self {
            align: Some("center"),
            ..Self::default()
        }
    }

    fn next(self, next: bool) -> Self {
        Self { next, ..self }
    }

    fn spaced(self, before: f64, after: f64) -> Self {
        Self {
            before: twips(before),
            after: twips(after),
            ..self
        }
    }

    /// In the order of the schema.
    fn xml(&self, x: &mut Xml) -> Done {
        if self.next {
            x.leaf("w:keepNext", &[])?;
        }
        if self.rule {
            x.within("w:pBdr", &[], |x| {
                x.leaf(
                    "w:top",
                    &[
                        ("w:val", "single"),
                        ("w:sz", "6"),
                        ("w:space", "0"),
                        ("w:color", "auto"),
                    ],
                )
            })?;
        }
        if let Some(dots) = self.dots {
            x.within("w:tabs", &[], |x| {
                let at = dots.to_string();
                x.leaf(
                    "w:tab",
                    &[("w:val", "right"), ("w:leader", "dot"), ("w:pos", &at)],
                )
            })?;
        }
        if self.before != 0 || self.after != 0 || self.exact.is_some() {
            let (before, after) = (self.before.to_string(), self.after.to_string());
            let exact = self.exact.unwrap_or_default().to_string();
            let mut spacing = vec![("w:before", before.as_str()), ("w:after", &after)];
            if self.exact.is_some() {
                spacing.extend([("w:line", exact.as_str()), ("w:lineRule", "exact")]);
            }
            x.leaf("w:spacing", &spacing)?;
        }
        if self.first != 0 || self.sides != (0, 0) {
            let [left, right, first] = [self.sides.0, self.sides.1, self.first].map(|l| l.to_string());
            x.leaf(
                "w:ind",
                &[("w:left", &left), ("w:right", &right), ("w:firstLine", &first)],
            )?;
        }
        if let Some(align) = self.align {
            x.value("w:jc", align)?;
        }
        if let Some(level) = self.outline {
            x.value("w:outlineLvl", level)?;
        }
        Ok(())
    }
}

fn paragraph(x: &mut Xml, para: &Para, inner: impl FnOnce(&mut Xml) -> Done) -> Done {
    x.within("w:p", &[], |x| {
        x.within("w:pPr", &[], |x| para.xml(x))?;
        inner(x)
    })
}

/// A paragraph of one look.
fn line(x: &mut Xml, text: &str, para: &Para, look: Look) -> Done {
    if text.is_empty() {
        // Its mark alone gives the height, which in a table would be the row's.
        return x.within("w:p", &[], |x| {
            x.within("w:pPr", &[], |x| {
                para.xml(x)?;
                look.xml(x)
            })
        });
    }
    paragraph(x, para, |x| run(x, text, look))
}

/// A paragraph without height, where the format wants one or a rule is to be drawn.
fn hair(x: &mut Xml, para: &Para) -> Done {
    paragraph(
        x,
        &Para {
            exact: Some(20),
            ..*para
        },
        |_| Ok(()),
    )
}

/// A rule of a length in the middle of some room.
fn rule(x: &mut Xml, length: i64, room: i64, para: &Para) -> Done {
    let side = ((room - length) / 2).max(0);
    let para = Para {
        rule: true,
        sides: (side, side),
        ..*para
    };
    hair(x, &para)
}

/// What a table looks like; widths in twips.
fn table(x: &mut Xml, widths: &[i64], ruled: bool, rows: impl FnOnce(&mut Xml) -> Done) -> Done {
    x.within("w:tbl", &[], |x| {
        x.within("w:tblPr", &[], |x| {
            let all = widths.iter().sum::<i64>().to_string();
            x.leaf("w:tblW", &[("w:w", &all), ("w:type", "dxa")])?;
            if ruled {
                x.within("w:tblBorders", &[], |x| {
                    ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]
                        .iter()
                        .try_for_each(|side| {
                            let border = [
                                ("w:val", "single"),
                                ("w:sz", "4"),
                                ("w:space", "0"),
                                ("w:color", "auto"),
                            ];
                            x.leaf(side, &border)
                        })
                })?;
            }
            x.leaf("w:tblLayout", &[("w:type", "fixed")])?;
            let (high, wide) = if ruled { ("40", "60") } else { ("0", "0") };
            x.within("w:tblCellMar", &[], |x| {
                [
                    ("w:top", high),
                    ("w:left", wide),
                    ("w:bottom", high),
                    ("w:right", wide),
                ]
                .iter()
                .try_for_each(|(side, width)| x.leaf(side, &[("w:w", width), ("w:type", "dxa")]))
            })
        })?;
        x.within("w:tblGrid", &[], |x| {
            widths
                .iter()
                .try_for_each(|w| x.leaf("w:gridCol", &[("w:w", &w.to_string())]))
        })?;
        rows(x)
    })
}

fn table_row(x: &mut Xml, whole: bool, header: bool, cells: impl FnOnce(&mut Xml) -> Done) -> Done {
    x.within("w:tr", &[], |x| {
        if whole || header {
            x.within("w:trPr", &[], |x| {
                if whole {
                    x.leaf("w:cantSplit", &[])?;
                }
                if header {
                    x.leaf("w:tblHeader", &[])?;
                }
                Ok(())
            })?;
        }
        cells(x)
    })
}

/// How a cell lies in its table.
#[derive(Clone, Copy, Default)]
struct Place {
    width: i64,
    columns: usize,
    /// `restart` where it covers rows below, `continue` where one above covers it.
    merged: Option<&'static str>,
    /// Whether its text stands half way up.
    middle: bool,
}

fn table_cell(x: &mut Xml, place: Place, inner: impl FnOnce(&mut Xml) -> Done) -> Done {
    x.within("w:tc", &[], |x| {
        x.within("w:tcPr", &[], |x| {
            x.leaf("w:tcW", &[("w:w", &place.width.to_string()), ("w:type", "dxa")])?;
            if place.columns > 1 {
                x.value("w:gridSpan", place.columns)?;
            }
            if let Some(merged) = place.merged {
                x.value("w:vMerge", merged)?;
            }
            if place.middle {
                x.value("w:vAlign", "center")?;
            }
            Ok(())
        })?;
        inner(x)
    })
}

/// Cells side by side without rules, in one row that stays whole; for each its width and what fills it.
type Filling<'a> = (i64, &'a dyn Fn(&mut Pen) -> Done);

/// A paper being written from top to bottom.
struct Pen<'a> {
    x: &'a mut Xml,
    parts: &'a mut Parts,
    page: &'a Page,
}

impl Pen<'_> {
    fn line(&mut self, text: &str, para: &Para, look: Look) -> Done {
        line(self.x, text, para, look)
    }

    fn optional(&mut self, text: Option<&String>, para: &Para, look: Look) -> Done {
        text.map_or(Ok(()), |text| self.line(text, para, look))
    }

    /// A table of one row.
    fn beside(&mut self, whole: bool, fillings: &[Filling]) -> Done {
        let widths: Vec<i64> = fillings.iter().map(|f| f.0).collect();
        let (parts, page) = (&mut *self.parts, self.page);
        table(self.x, &widths, false, |x| {
            table_row(x, whole, false, |x| {
                fillings.iter().try_for_each(|(width, fill)| {
                    let place = Place {
                        width: *width,
                        ..Place::default()
                    };
                    table_cell(x, place, |x| {
                        fill(&mut Pen {
                            x,
                            parts: &mut *parts,
                            page,
                        })
                    })
                })
            })
        })
    }

    fn paper(&mut self, paper: &PaperView) -> Done {
        let look = Look::of(self.page.size);
        self.head(paper)?;
        self.titles(paper)?;
        let centred = Para::centred();
        self.optional(
            paper.authority.as_ref(),
            &centred.spaced(6.0, 12.0).next(true),
            look.bold(),
        )?;
        for text in &paper.preamble {
            self.line(text, &self.running(), look.italic())?;
        }
        let kept = paper.closing.as_ref().is_some_and(|c| c.kept);
        let last = paper.blocks.len().saturating_sub(1);
        for (i, block) in paper.blocks.iter().enumerate() {
            self.block(block, paper.certificate, kept && i == last)?;
        }
        if let Some(closing) = &paper.closing {
            self.closing(closing, paper.certificate)?;
        }
        if let Some(note) = &paper.note {
            if !paper.certificate {
                let para = Para {
                    rule: true,
                    sides: (0, (self.page.room() - mm(40.0)).max(0)),
                    ..Para::default().spaced(20.0, 3.0).next(true)
                };
                hair(self.x, &para)?;
            }
            let size = if paper.certificate { 9.0 } else { 10.0 };
            self.line(note, &Para::default().spaced(3.0, 0.0), Look::of(size).italic())?;
        }
        Ok(())
    }

    /// Running text.
    fn running(&self) -> Para {
        let indent = if self.page.size > 12.0 { mm(10.0) } else { 0 };
        Para {
            align: Some("both"),
            first: indent,
            ..Para::default().spaced(0.0, 6.0)
        }
    }

    /// The body that issues it and the national head; number, place and date.
    fn head(&mut self, paper: &PaperView) -> Done {
        let size = self.page.size;
        let (look, small) = (Look::of(size), Look::of(size - 1.0));
        let right = Para {
            align: Some("right"),
            ..Para::default().spaced(0.0, 6.0)
        };
        self.optional(paper.form_no.as_ref(), &right, look.bold())?;
        // The nation's name has to stand on one line.
        let nation = twips((size - 1.0) * 24.2) + 60;
        let issuer = self.page.room() - nation;
        let centred = Para::centred();
        self.beside(
            false,
            &[
                (issuer, &|pen| {
                    pen.optional(paper.parent.as_ref(), &centred, small)?;
                    pen.line(&paper.issuer, &centred, small.bold())?;
                    if paper.issuer.is_empty() {
                        return Ok(());
                    }
                    rule(pen.x, mm(22.0), issuer, &centred.spaced(3.0, 0.0))?;
                    Ok(())
                }),
                (nation, &|pen| {
                    pen.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &centred, small.bold())?;
                    pen.line("Độc lập - Tự do - Hạnh phúc", &centred, look.bold())?;
                    rule(pen.x, twips(size * 12.8), nation, &centred.spaced(3.0, 0.0))
                }),
            ],
        )?;
        hair(self.x, &Para::default().spaced(0.0, 6.0))?;
        if paper.number.is_none() && paper.place_date.is_none() {
            return Ok(());
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        self.beside(
            false,
            &[
                (issuer, &|pen| pen.line(&text(&paper.number), &centred, look)),
                (nation, &|pen| {
                    pen.line(&text(&paper.place_date), &centred, look.italic())
                }),
            ],
        )?;
        hair(self.x, &Para::default())
    }

    fn titles(&mut self, paper: &PaperView) -> Done {
        let look = Look::of(self.page.size);
        let (kind, title, subtitle) = if paper.certificate {
            let red = Look {
                colour: Some(RED),
                ..Look::default().bold()
            };
            let sized = |size| Look { size, ..red };
            (sized(21.0), sized(15.0), Look::of(11.0))
        } else {
            (look.bold(), look.bold(), look)
        };
        let next = Para::centred().next(true);
        let heading = |before| Para {
            outline: Some(0),
            ..next.spaced(before, 2.0)
        };
        self.optional(paper.kind.as_ref(), &heading(18.0), kind)?;
        let before = if paper.kind.is_some() { 0.0 } else { 18.0 };
        self.optional(paper.title.as_ref(), &heading(before), title)?;
        self.optional(paper.subtitle.as_ref(), &next, subtitle.italic())?;
        if paper.certificate || (paper.kind.is_none() && paper.title.is_none()) {
            return hair(self.x, &next.spaced(0.0, 10.0));
        }
        rule(self.x, mm(35.0), self.page.room(), &next.spaced(5.0, 14.0))
    }

    fn block(&mut self, block: &BlockView, certificate: bool, kept: bool) -> Done {
        let look = Look::of(self.page.size);
        let running = self.running().next(kept);
        match block {
            BlockView::Heading { text } => {
                let para = Para {
                    outline: Some(1),
                    ..Para::default().spaced(8.0, 6.0).next(true)
                };
                self.line(text, &para, look.bold())
            }
            BlockView::Centred { text } => {
                let para = Para::centred().spaced(10.0, 10.0).next(true);
                self.line(text, &para, look.bold())
            }
            BlockView::Text {
                label, paragraphs, ..
            } => {
                for (i, text) in paragraphs.iter().enumerate() {
                    // Only the last lines have to stay with the signatures.
                    let last = i + 1 == paragraphs.len();
                    paragraph(self.x, &running.next(kept && last), |x| {
                        if let (0, Some(label)) = (i, label) {
                            run(x, label, look.bold())?;
                            run(x, " ", look)?;
                        }
                        run(x, text, look)
                    })?;
                }
                Ok(())
            }
            BlockView::Facts { facts } => {
                for (name, value) in facts {
                    let para = Para {
                        align: if certificate || value.is_empty() {
                            None
                        } else {
                            running.align
                        },
                        dots: value.is_empty().then(|| self.page.room()),
                        ..running
                    };
                    paragraph(self.x, &para, |x| {
                        run(x, &format!("{name}: "), look)?;
                        if value.is_empty() {
                            return x.within("w:r", &[], |x| {
                                look.xml(x)?;
                                x.leaf("w:tab", &[])
                            });
                        }
                        run(x, value, if certificate { look.bold() } else { look })
                    })?;
                }
                Ok(())
            }
            BlockView::Bullets { points } => points
                .iter()
                .try_for_each(|point| self.line(&format!("- {point}"), &running, look)),
            BlockView::Table(table) => self.table(table),
            BlockView::Check(check) => {
                hair(self.x, &Para::default().spaced(4.0, 0.0))?;
                self.check(check, look.size - 2.0, 28.0, self.page.room())?;
                hair(self.x, &Para::default().spaced(4.0, 4.0))
            }
            BlockView::Space => self.line("", &Para::default(), look),
        }
    }

    fn table(&mut self, view: &TableView) -> Done {
        let look = Look::of(self.page.size);
        self.optional(
            view.caption.as_ref(),
            &Para::centred().spaced(6.0, 3.0).next(true),
            look.bold(),
        )?;
        let right = Para {
            align: Some("right"),
            ..Para::default().spaced(0.0, 3.0).next(true)
        };
        self.optional(view.unit.as_ref(), &right, Look::of(look.size - 1.0).italic())?;
        let widths: Vec<i64> = view.widths.iter().map(|w| twips(*w)).collect();
        let look = Look::of(view.size);
        let split = view.rows.len() - view.kept.min(view.rows.len());
        table(self.x, &widths, true, |x| {
            header(x, &view.header, &widths, look)?;
            for (i, row) in view.rows.iter().enumerate() {
                let whole = row.iter().all(|cell| cell.text().len() <= WHOLE_ROW);
                table_row(x, whole, false, |x| {
                    let mut column = 0;
                    row.iter().try_for_each(|cell| {
                        let (text, columns, align, look) = match cell {
                            CellView::Plain(text) => {
                                (text, 1, view.aligns.get(column).copied().unwrap_or("l"), look)
                            }
                            CellView::Bold { text, columns, align } => (text, *columns, *align, look.bold()),
                            CellView::Note { text, columns } => (text, *columns, "c", look.italic()),
                        };
                        let place = Place {
                            width: covered(&widths, column, columns),
                            columns,
                            merged: None,
                            middle: true,
                        };
                        column += columns;
                        let align = match align {
                            "c" => Some("center"),
                            "r" => Some("right"),
                            _ => None,
                        };
                        let para = Para {
                            align,
                            next: i >= split,
                            ..Para::default()
                        };
                        table_cell(x, place, |x| line(x, text, &para, look))
                    })
                })?;
            }
            Ok(())
        })?;
        // Without a paragraph between them, Word makes one table of two.
        hair(self.x, &Para::default().spaced(0.0, 6.0).next(view.kept > 0))
    }

    /// A QR code with its text beside it.
    fn check(&mut self, check: &CheckView, size: f64, side: f64, room: i64) -> Done {
        let picture = mm(side + 3.0);
        self.beside(
            true,
            &[
                (picture, &|pen| {
                    pen.parts.pictures.push(check.bmp.clone());
                    let n = pen.parts.pictures.len();
                    paragraph(pen.x, &Para::default(), |x| {
                        drawing(x, n, side, &plain(&check.url))
                    })
                }),
                ((room - picture).max(0), &|pen| {
                    let (para, look) = (Para::default().spaced(0.0, 2.0), Look::of(size));
                    check
                        .text
                        .iter()
                        .try_for_each(|text| pen.line(text, &para, look))?;
                    pen.line(&check.code, &para, Look::of(size + 1.0).bold())?;
                    pen.line(&check.url, &para, look)
                }),
            ],
        )
    }

    fn closing(&mut self, closing: &Closing, certificate: bool) -> Done {
        let size = self.page.size;
        let gap = if certificate { 14.0 } else { 22.0 };
        let room = self.page.room();
        let beside = |pen: &mut Pen, room: i64| -> Done {
            if let Some(check) = &closing.check {
                pen.check(check, 9.0, 25.0, room)?;
                hair(pen.x, &Para::default())?;
            }
            if !closing.recipients.is_empty() {
                let look = Look::of(12.0).bold().italic();
                pen.line("Nơi nhận:", &Para::default(), look)?;
            }
            for text in &closing.recipients {
                pen.line(text, &Para::default(), Look::of(11.0))?;
            }
            // A cell has to end with a paragraph.
            hair(pen.x, &Para::default())
        };
        hair(self.x, &Para::default().spaced(8.0, 0.0).next(closing.kept))?;
        if let [] | [_] = closing.signatures.as_slice() {
            let left = if certificate {
                room * 11 / 21
            } else {
                room * 20 / 43
            };
            self.beside(
                closing.kept,
                &[
                    (left, &|pen| beside(pen, left)),
                    (room - left, &|pen| {
                        signatures(pen.x, &closing.signatures, gap, size, room - left)
                    }),
                ],
            )?;
            return hair(self.x, &Para::default());
        }
        for row in closing.signatures.chunks(3) {
            signatures(self.x, row, gap, size, room)?;
        }
        if closing.check.is_some() || !closing.recipients.is_empty() {
            beside(self, room * 11 / 20)?;
        }
        Ok(())
    }
}

/// The width of a cell that covers some columns.
fn covered(widths: &[i64], first: usize, columns: usize) -> i64 {
    widths.iter().skip(first).take(columns).sum()
}

/// The header of a table, which Word repeats on every page.
fn header(x: &mut Xml, rows: &[Vec<HeadCell>], widths: &[i64], look: Look) -> Done {
    // For each column, how many rows the cell above still covers.
    let mut below = vec![0_usize; widths.len()];
    for row in rows {
        table_row(x, true, true, |x| {
            let mut cells = row.iter();
            let mut column = 0;
            while let Some(covers) = below.get_mut(column) {
                let (text, columns, merged) = if *covers > 0 {
                    *covers -= 1;
                    ("", 1, Some("continue"))
                } else {
                    let Some(cell) = cells.next() else { break };
                    *covers = cell.rows - 1;
                    (
                        cell.text.as_str(),
                        cell.columns,
                        (cell.rows > 1).then_some("restart"),
                    )
                };
                let place = Place {
                    width: covered(widths, column, columns),
                    columns,
                    merged,
                    middle: true,
                };
                let para = Para::centred().next(true);
                table_cell(x, place, |x| line(x, text, &para, look.bold()))?;
                column += columns;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Signatures side by side, their names on one line whatever stands above them.
fn signatures(x: &mut Xml, list: &[SignatureView], gap: f64, size: f64, room: i64) -> Done {
    let width = room / list.len().max(1) as i64;
    let look = Look::of(size);
    let centred = Para::centred();
    let place = Place {
        width,
        ..Place::default()
    };
    if list.is_empty() {
        return hair(x, &centred);
    }
    table(x, &vec![width; list.len()], false, |x| {
        table_row(x, true, false, |x| {
            list.iter().try_for_each(|signature| {
                table_cell(x, place, |x| {
                    for text in &signature.lines {
                        line(x, text, &centred.next(true), look.bold())?;
                    }
                    if let Some(note) = &signature.note {
                        line(x, note, &centred.next(true), look.italic())?;
                    }
                    hair(x, &centred.next(true))
                })
            })
        })?;
        table_row(x, true, false, |x| {
            list.iter().try_for_each(|signature| {
                let para = Para {
                    before: mm(gap),
                    ..centred
                };
                table_cell(x, place, |x| {
                    line(
                        x,
                        signature.name.as_deref().unwrap_or_default(),
                        &para,
                        look.bold(),
                    )
                })
            })
        })
    })?;
    hair(x, &centred)
}

/// A picture in the line, square, its side in millimetres.
fn drawing(x: &mut Xml, n: usize, side: f64, says: &str) -> Done {
    /// Word's smallest unit.
    const EMU: f64 = 36_000.0;
    let side = ((side * EMU) as i64).to_string();
    let (id, name) = (n.to_string(), format!("code{n}"));
    x.within("w:r", &[], |x| {
        x.within("w:drawing", &[], |x| {
            let distance = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
            x.within("wp:inline", &distance, |x| {
                x.leaf("wp:extent", &[("cx", &side), ("cy", &side)])?;
                x.leaf("wp:docPr", &[("id", &id), ("name", &name), ("descr", says)])?;
                x.within("a:graphic", &[], |x| {
                    x.within("a:graphicData", &[("uri", PIC)], |x| {
                        x.within("pic:pic", &[], |x| {
                            x.within("pic:nvPicPr", &[], |x| {
                                x.leaf("pic:cNvPr", &[("id", &id), ("name", &name)])?;
                                x.leaf("pic:cNvPicPr", &[])
                            })?;
                            x.within("pic:blipFill", &[], |x| {
                                x.leaf("a:blip", &[("r:embed", &name)])?;
                                x.within("a:stretch", &[], |x| x.leaf("a:fillRect", &[]))
                            })?;
                            x.within("pic:spPr", &[], |x| {
                                x.within("a:xfrm", &[], |x| {
                                    x.leaf("a:off", &[("x", "0"), ("y", "0")])?;
                                    x.leaf("a:ext", &[("cx", &side), ("cy", &side)])
                                })?;
                                x.within("a:prstGeom", &[("prst", "rect")], |x| x.leaf("a:avLst", &[]))
                            })
                        })
                    })
                })
            })
        })
    })
}
