//! Reads a file once, from its first data row to its last: cells become values, values that are none become
//! problems, and nothing else of the file is kept.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::FileError;
use crate::fields::{Field, Kind, Schema};
use crate::layout::{Judge, RowKind, hard_required, merge_header, title};
use crate::row::{Cell, RowBuf, cut};
use crate::source::Source;
use crate::types::{
    CellProblem, ColumnIndex, Format, HouseholdRow, Mapping, MemberRow, Parsed, Progress, Severity, Summary,
};
use crate::values::{self, Bad, Value};

/// Reads a file once, row by row, and hands each row to `visit` with what is wrong with it; `visit` may stop the
/// reading. `today` is the day after which a date is in the future.
///
/// Memory is bounded: one row, the tables that find duplicates, and of an Excel file its shared strings.
pub fn read(
    path: &Path,
    file_name: &str,
    mapping: &Mapping,
    schema: &Schema,
    today: NaiveDate,
    visit: &mut dyn FnMut(Parsed, Progress) -> ControlFlow<()>,
) -> Result<Summary, FileError> {
    let mut source = Source::open(path, file_name)?;
    let format = source.format;
    let sheet = chosen_sheet(&source, mapping)?;
    let fields = if format == Format::Ndjson {
        all_fields(mapping.kind, schema)
    } else {
        checked(mapping, schema)?
    };
    let keys: Option<Vec<String>> =
        (format == Format::Ndjson).then(|| fields.iter().map(|(_, f)| f.code(schema).to_owned()).collect());
    let mut reading = Reading::new(format, sheet.clone(), mapping, fields, schema, today);
    source.walk(&sheet, keys.as_deref(), &mut |row, progress| {
        Ok(reading.row(row, progress, visit))
    })?;
    reading.finish()
}

fn chosen_sheet(source: &Source, mapping: &Mapping) -> Result<String, FileError> {
    let first = source.sheets.first().cloned().unwrap_or_default();
    match (&mapping.sheet, source.format) {
        // A text file has one sheet, whatever it was called when the mapping was saved.
        (_, Format::Csv | Format::Ndjson) | (None, _) => Ok(first),
        (Some(name), Format::Xlsx) if source.sheets.contains(name) => Ok(name.clone()),
        (Some(name), Format::Xlsx) => {
            let name = cut(name, 100);
            Err(FileError::new(
                "no_such_sheet",
                format!("Tệp không có trang tính “{name}”."),
                format!("The file has no sheet “{name}”."),
            ))
        }
    }
}

fn all_fields(kind: Kind, schema: &Schema) -> Vec<(usize, Field)> {
    Field::all(kind, schema).into_iter().enumerate().collect()
}

/// The fields of a mapping that a person may have changed.
fn checked(mapping: &Mapping, schema: &Schema) -> Result<Vec<(usize, Field)>, FileError> {
    let wrong = |vi: String, en: String| Err(FileError::new("bad_mapping", vi, en));
    let mut fields: Vec<(usize, Field)> = Vec::new();
    for (column, code) in &mapping.columns {
        let shown = cut(code, 60);
        let Some(field) = Field::from_code(code, mapping.kind, schema) else {
            return wrong(
                format!("Ghép cột: không có trường “{shown}”."),
                format!(
                    "Mapping: there is no field “{shown}” for {}.",
                    mapping.kind.code()
                ),
            );
        };
        if *column >= 16_384 {
            return wrong(
                format!("Ghép cột: không có cột số {column}."),
                format!("Mapping: there is no column {column}."),
            );
        }
        if fields.iter().any(|(_, f)| *f == field) {
            return wrong(
                format!("Ghép cột: trường “{shown}” được chọn cho hai cột."),
                format!("Mapping: two columns are mapped to “{shown}”."),
            );
        }
        fields.push((*column, field));
    }
    if mapping.header_rows > 10 || (mapping.header_row == 0 && mapping.header_rows > 0) {
        return wrong(
            "Ghép cột: số dòng tiêu đề không đúng.".into(),
            "Mapping: the header's rows are wrong.".into(),
        );
    }
    for needed in hard_required(mapping.kind) {
        if !fields.iter().any(|(_, f)| f == needed) {
            let (vi, en, code) = (
                needed.label_vi(schema),
                needed.label_en(schema),
                needed.code(schema),
            );
            return Err(FileError::new(
                "missing_column",
                format!("Chưa có cột nào được chọn cho “{vi}”."),
                format!("No column is mapped to “{en}” ({code})."),
            ));
        }
    }
    Ok(fields)
}

/// The state of one reading.
struct Reading<'a> {
    schema: &'a Schema,
    today: NaiveDate,
    kind: Kind,
    fields: Vec<(usize, Field)>,
    /// First row of data.
    data_from: u32,
    header_from: u32,
    above: Vec<RowBuf>,
    header: Vec<RowBuf>,
    begun: bool,
    judge: Option<Judge>,
    /// Cells in the header's widest row.
    width: usize,
    index: Arc<ColumnIndex>,
    village: Option<String>,
    citizens: HashMap<u64, u32>,
    externals: HashMap<u64, u32>,
    summary: Summary,
}

impl<'a> Reading<'a> {
    fn new(
        format: Format,
        sheet: String,
        mapping: &Mapping,
        fields: Vec<(usize, Field)>,
        schema: &'a Schema,
        today: NaiveDate,
    ) -> Self {
        let (header_from, data_from) = match format {
            Format::Ndjson => (0, 0),
            _ => (
                mapping.header_row,
                mapping.header_row.saturating_add(mapping.header_rows),
            ),
        };
        Self {
            schema,
            today,
            kind: mapping.kind,
            fields,
            data_from,
            header_from,
            above: Vec::new(),
            header: Vec::new(),
            begun: false,
            judge: None,
            width: 0,
            index: Arc::default(),
            village: None,
            citizens: HashMap::new(),
            externals: HashMap::new(),
            summary: Summary {
                format,
                sheet,
                rows: 0,
                bad_rows: 0,
                skipped_rows: 0,
                restored_citizen_ids: 0,
                title: crate::Title::default(),
                stopped: false,
            },
        }
    }

    fn row(
        &mut self,
        row: &RowBuf,
        progress: Progress,
        visit: &mut dyn FnMut(Parsed, Progress) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if row.number < self.data_from {
            if row.number >= self.header_from {
                self.header.push(row.clone());
            } else if self.above.len() < 60 {
                self.above.push(row.clone());
            }
            return ControlFlow::Continue(());
        }
        if !self.begun {
            self.begin();
        }
        let kind = self.judge.as_mut().map_or(RowKind::Data, |j| j.judge(row));
        match kind {
            RowKind::Group(village) => {
                self.village = Some(village);
                self.summary.skipped_rows += 1;
                return ControlFlow::Continue(());
            }
            RowKind::Total | RowKind::Signature | RowKind::Header | RowKind::Numbers => {
                self.summary.skipped_rows += 1;
                return ControlFlow::Continue(());
            }
            RowKind::Data | RowKind::Stray => {}
        }
        let mut problems = Vec::new();
        let whole = self.whole_row(row, &kind, &mut problems);
        let parsed = match self.kind {
            Kind::Households => Parsed::Household(Box::new(self.household(row, whole, problems))),
            Kind::Members => Parsed::Member(Box::new(self.member(row, whole, problems))),
        };
        self.summary.rows += 1;
        if parsed.problems().iter().any(|p| p.severity == Severity::Error) {
            self.summary.bad_rows += 1;
        }
        let flow = visit(parsed, progress);
        self.summary.stopped |= flow.is_break();
        flow
    }

    /// The header is complete: what each column is called is known from here on.
    fn begin(&mut self) {
        self.begun = true;
        let lettered = self.summary.format != Format::Ndjson;
        let headers = if lettered {
            merge_header(&self.header)
                .iter()
                .map(|h| (h.column, h.full()))
                .collect()
        } else {
            self.fields
                .iter()
                .map(|(c, f)| (*c, f.code(self.schema).to_owned()))
                .collect()
        };
        let by_field = self
            .fields
            .iter()
            .map(|(c, f)| (f.code(self.schema).to_owned(), *c))
            .collect();
        self.index = Arc::new(ColumnIndex {
            by_field,
            headers,
            lettered,
        });
        self.width = self.header.iter().map(|r| r.width).max().unwrap_or(0);
        self.judge = lettered.then(|| Judge::new(&self.fields, &self.header));
        self.summary.title = title(&std::mem::take(&mut self.above));
    }

    fn finish(mut self) -> Result<Summary, FileError> {
        if self.summary.format != Format::Ndjson
            && self.header_from > 0
            && self.header.is_empty()
            && !self.summary.stopped
        {
            let row = self.header_from;
            return Err(FileError::new(
                "bad_mapping",
                format!("Dòng tiêu đề {row} trống hoặc không có trong tệp."),
                format!("The header row {row} is empty or not in the file."),
            ));
        }
        if !self.begun {
            self.begin();
        }
        Ok(self.summary)
    }

    /// Problems of the row as a whole; false when its cells mean nothing.
    fn whole_row(&self, row: &RowBuf, kind: &RowKind, problems: &mut Vec<CellProblem>) -> bool {
        if let Some(broken) = &row.broken {
            let mut problem = self.problem(row, 0, None, Cell::Empty, broken.code, &broken.vi, &broken.en);
            problem.value.clone_from(&broken.value);
            problems.push(problem);
            return false;
        }
        if *kind == RowKind::Stray {
            let (column, cell) = row.filled().next().unwrap_or((0, Cell::Empty));
            problems.push(self.problem(
                row,
                column,
                None,
                cell,
                "unrecognised_row",
                "Dòng chỉ có một ô, không phải hộ, tên thôn, tổng cộng hay chữ ký. Hãy xóa hoặc điền đủ.",
                "The row has one cell only and is no household, village, total or signature. Delete or complete it.",
            ));
            return false;
        }
        for (key, twice) in &row.strange {
            let (code, vi, en) = if *twice {
                (
                    "duplicate_field",
                    format!("Khóa “{key}” có hai lần."),
                    format!("The key “{key}” stands twice."),
                )
            } else {
                (
                    "unknown_field",
                    format!("Không có trường “{key}”."),
                    format!("There is no field “{key}”."),
                )
            };
            let mut problem = self.problem(row, 0, None, Cell::Empty, code, &vi, &en);
            problem.header.clone_from(key);
            problems.push(problem);
        }
        if self.summary.format == Format::Csv && self.width > 0 {
            let beyond = row.filled().find(|(c, _)| *c >= self.width);
            let needed = self.fields.iter().map(|(c, _)| c + 1).max().unwrap_or(0);
            if let Some((column, cell)) = beyond {
                problems.push(self.problem(
                    row,
                    column,
                    None,
                    cell,
                    "too_many_cells",
                    &format!(
                        "Dòng có {} ô, tiêu đề chỉ có {}. Kiểm tra dấu phân cách và ngoặc kép.",
                        row.width, self.width
                    ),
                    &format!(
                        "The row has {} cells, the header {}. Check separators and quotes.",
                        row.width, self.width
                    ),
                ));
            } else if row.width < needed {
                problems.push(self.problem(
                    row,
                    row.width.saturating_sub(1),
                    None,
                    Cell::Empty,
                    "too_few_cells",
                    &format!("Dòng chỉ có {} ô, cần {needed}.", row.width),
                    &format!("The row has {} cells, {needed} are needed.", row.width),
                ));
            }
        }
        true
    }

    #[allow(clippy::too_many_arguments)]
    fn problem(
        &self,
        row: &RowBuf,
        column: usize,
        field: Option<Field>,
        cell: Cell<'_>,
        code: &str,
        vi: &str,
        en: &str,
    ) -> CellProblem {
        CellProblem {
            sheet: self.summary.sheet.clone(),
            row: row.number,
            column,
            column_letter: self.index.letter(column),
            header: self.index.header(column).to_owned(),
            field: field.map(|f| f.code(self.schema).to_owned()),
            value: cut(&cell.shown(), 200),
            code: code.to_owned(),
            vi: vi.to_owned(),
            en: en.to_owned(),
            severity: Severity::Error,
        }
    }

    /// The value of a cell, or a problem and none.
    fn take<T>(
        &self,
        row: &RowBuf,
        column: usize,
        field: Field,
        value: Value<T>,
        problems: &mut Vec<CellProblem>,
    ) -> Option<T> {
        match value {
            Ok(value) => value,
            Err(Bad { code, vi, en }) => {
                problems.push(self.problem(row, column, Some(field), row.cell(column), code, &vi, &en));
                None
            }
        }
    }

    /// A problem when a field has a column, no value, and nothing was said about it yet.
    fn require(&self, row: &RowBuf, field: Field, absent: bool, problems: &mut Vec<CellProblem>) {
        let Some((column, _)) = self.fields.iter().find(|(_, f)| *f == field) else {
            return;
        };
        let code = field.code(self.schema);
        if absent && !problems.iter().any(|p| p.field.as_deref() == Some(code)) {
            let Bad { code, vi, en } = values::missing();
            problems.push(self.problem(row, *column, Some(field), row.cell(*column), code, &vi, &en));
        }
    }

    fn household(&mut self, row: &RowBuf, whole: bool, mut problems: Vec<CellProblem>) -> HouseholdRow {
        let mut out = HouseholdRow {
            sheet: self.summary.sheet.clone(),
            row: row.number,
            cells: Arc::clone(&self.index),
            ..HouseholdRow::default()
        };
        if !whole {
            out.problems = problems;
            return out;
        }
        let by_key = self.summary.format == Format::Ndjson;
        let mut restored = false;
        for (column, field) in &self.fields {
            let (column, field) = (*column, *field);
            let cell = row.cell(column);
            if let Field::Deprivation(i) = field {
                if !(by_key && cell.is_empty()) {
                    out.deprivations_known |= 1 << i;
                }
                if cell.is_empty() {
                    continue;
                }
                match values::mark(cell) {
                    Ok(true) => out.deprivations |= 1 << i,
                    Ok(false) => {}
                    Err(Bad { code, vi, en }) => {
                        out.deprivations_known &= !(1 << i);
                        problems.push(self.problem(row, column, Some(field), cell, code, &vi, &en));
                    }
                }
                continue;
            }
            if cell.is_empty() {
                continue;
            }
            macro_rules! take {
                ($value:expr) => {
                    self.take(row, column, field, $value, &mut problems)
                };
            }
            match field {
                Field::ExternalId => out.external_id = take!(values::text(cell, 100)),
                Field::HeadName => out.head_name = take!(values::name(cell)),
                Field::BirthDate => out.birth = take!(values::birth(cell, row.from_1904, self.today)),
                Field::Sex => out.sex = take!(values::sex(cell)).map(str::to_owned),
                Field::Ethnicity => out.ethnicity = take!(values::text(cell, 50)),
                Field::CitizenId => {
                    if let Some((id, mended)) = take!(values::citizen_id(cell)) {
                        out.citizen_id = Some(id);
                        restored = mended;
                    }
                }
                Field::Village => out.village = take!(values::text(cell, 100)),
                Field::CommuneCode => out.commune_code = take!(values::commune_code(cell)),
                Field::Commune => out.commune_name = take!(values::text(cell, 100)),
                Field::Address => out.address = take!(values::text(cell, 500)),
                Field::MemberCount => out.member_count = take!(values::member_count(cell)),
                Field::B1 => out.b1 = take!(values::b1(cell)),
                Field::B2 => out.stated_b2 = take!(values::b2(cell)),
                Field::Class => out.stated_class = take!(values::class(cell)).map(str::to_owned),
                Field::Income => out.income_vnd_per_person_month = take!(values::income(cell)),
                Field::SurveyDate => {
                    out.survey_date = take!(values::survey_date(cell, row.from_1904, self.today));
                }
                Field::Surveyor => out.surveyor = take!(values::text(cell, 200)),
                Field::Note => out.note = take!(values::text(cell, 1000)),
                Field::Stt
                | Field::Deprivation(_)
                | Field::MemberNo
                | Field::MemberName
                | Field::Relation
                | Field::HealthInsurance => {}
            }
        }
        self.summary.restored_citizen_ids += u64::from(restored);
        if out.village.is_none() {
            out.village.clone_from(&self.village);
        }
        self.require(row, Field::HeadName, out.head_name.is_none(), &mut problems);
        // One of the two decides the class; the score is what reviews have.
        let b1 = self.fields.iter().any(|(_, f)| *f == Field::B1);
        let undecided = out.b1.is_none() && out.income_vnd_per_person_month.is_none();
        self.require(
            row,
            if b1 { Field::B1 } else { Field::Income },
            undecided,
            &mut problems,
        );
        self.duplicate_citizen(row, out.citizen_id.as_deref(), &mut problems);
        if let Some(id) = &out.external_id {
            self.duplicate_external(row, (id, None), Field::ExternalId, &mut problems);
        }
        out.problems = problems;
        out
    }

    fn member(&mut self, row: &RowBuf, whole: bool, mut problems: Vec<CellProblem>) -> MemberRow {
        let mut out = MemberRow {
            sheet: self.summary.sheet.clone(),
            row: row.number,
            cells: Arc::clone(&self.index),
            ..MemberRow::default()
        };
        if !whole {
            out.problems = problems;
            return out;
        }
        let mut restored = false;
        for (column, field) in &self.fields {
            let (column, field) = (*column, *field);
            let cell = row.cell(column);
            if cell.is_empty() {
                continue;
            }
            macro_rules! take {
                ($value:expr) => {
                    self.take(row, column, field, $value, &mut problems)
                };
            }
            match field {
                Field::ExternalId => out.external_id = take!(values::text(cell, 100)),
                Field::MemberNo => out.member_no = take!(values::member_no(cell)),
                Field::MemberName => out.name = take!(values::name(cell)),
                Field::BirthDate => out.birth = take!(values::birth(cell, row.from_1904, self.today)),
                Field::Sex => out.sex = take!(values::sex(cell)).map(str::to_owned),
                Field::Ethnicity => out.ethnicity = take!(values::text(cell, 50)),
                Field::Relation => out.relation = take!(values::relation(cell)).map(str::to_owned),
                Field::CitizenId => {
                    if let Some((id, mended)) = take!(values::citizen_id(cell)) {
                        out.citizen_id = Some(id);
                        restored = mended;
                    }
                }
                Field::HealthInsurance => out.health_insurance = take!(values::yes_no(cell)),
                Field::Note => out.note = take!(values::text(cell, 1000)),
                _ => {}
            }
        }
        self.summary.restored_citizen_ids += u64::from(restored);
        self.require(row, Field::ExternalId, out.external_id.is_none(), &mut problems);
        self.require(row, Field::MemberName, out.name.is_none(), &mut problems);
        self.duplicate_citizen(row, out.citizen_id.as_deref(), &mut problems);
        if let (Some(id), Some(no)) = (&out.external_id, out.member_no) {
            self.duplicate_external(row, (id, Some(no)), Field::MemberNo, &mut problems);
        }
        out.problems = problems;
        out
    }

    fn duplicate_citizen(&mut self, row: &RowBuf, id: Option<&str>, problems: &mut Vec<CellProblem>) {
        // Nine digits and twelve must not meet.
        let Some(key) = id.and_then(|id| id.parse::<u64>().ok().map(|n| n | (id.len() as u64) << 56)) else {
            return;
        };
        match self.citizens.entry(key) {
            Entry::Vacant(free) => {
                free.insert(row.number);
            }
            Entry::Occupied(first) => {
                let first = *first.get();
                self.duplicate(
                    row,
                    Field::CitizenId,
                    "duplicate_citizen_id",
                    &format!("Số CCCD này đã có ở dòng {first}."),
                    &format!("This citizen ID already stands in row {first}."),
                    problems,
                );
            }
        }
    }

    fn duplicate_external(
        &mut self,
        row: &RowBuf,
        key: (&str, Option<u32>),
        field: Field,
        problems: &mut Vec<CellProblem>,
    ) {
        // The key's hash stands for it: among three million the chance of a false alarm is one in four million.
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        match self.externals.entry(hasher.finish()) {
            Entry::Vacant(free) => {
                free.insert(row.number);
            }
            Entry::Occupied(first) => {
                let first = *first.get();
                let (code, vi, en) = if field == Field::MemberNo {
                    (
                        "duplicate_member",
                        "Thành viên số này của hộ",
                        "This member of the household",
                    )
                } else {
                    ("duplicate_external_id", "Mã hộ này", "This household ID")
                };
                self.duplicate(
                    row,
                    field,
                    code,
                    &format!("{vi} đã có ở dòng {first}."),
                    &format!("{en} already stands in row {first}."),
                    problems,
                );
            }
        }
    }

    fn duplicate(
        &self,
        row: &RowBuf,
        field: Field,
        code: &str,
        vi: &str,
        en: &str,
        problems: &mut Vec<CellProblem>,
    ) {
        let column = self
            .fields
            .iter()
            .find(|(_, f)| *f == field)
            .map_or(0, |(c, _)| *c);
        problems.push(self.problem(row, column, Some(field), row.cell(column), code, vi, en));
    }
}
