//! The way of a visit: planned, mandated, in the field, reporting, closed; or cancelled.

use chrono::NaiveDate;

use super::{Fault, Refusal, named};

named! {
    /// Where a visit stands.
    VisitState {
        /// Prepared, without a mandate.
        Planned = "planned", "đang chuẩn bị", "being prepared";
        /// A decision orders it.
        Mandated = "mandated", "đã có quyết định", "mandated";
        /// The team is out.
        InField = "in_field", "đang thực hiện", "in the field";
        /// The team is back and writes.
        Reporting = "reporting", "đang lập báo cáo", "reporting";
        /// Its report is accepted. Its recommendations go on.
        Closed = "closed", "đã kết thúc", "closed";
        /// It doesn't take place.
        Cancelled = "cancelled", "đã hủy", "cancelled";
    }
}

named! {
    /// Something that is done with a visit.
    VisitAct {
        /// Dates, areas, agenda are changed.
        Change = "change", "sửa", "change";
        /// The team is named.
        Team = "team", "lập đoàn", "name the team";
        /// A sample is drawn.
        Sample = "sample", "chọn mẫu", "draw a sample";
        /// A decision orders it.
        Mandate = "mandate", "ban hành quyết định", "mandate";
        /// The team sets out.
        Start = "start", "bắt đầu", "start";
        /// What was seen is entered: answers, units of the sample.
        Record = "record", "ghi nhận", "record";
        /// Findings and recommendations are written.
        Find = "find", "ghi phát hiện, kiến nghị", "write findings";
        /// Files are added.
        Attach = "attach", "đính kèm tệp", "attach files";
        /// The team is back.
        Finish = "finish", "hoàn thành thực địa", "finish";
        /// Who signed the minutes is noted.
        Sign = "sign", "ký biên bản", "sign";
        /// The report is accepted.
        Close = "close", "kết thúc", "close";
        /// It is called off.
        Cancel = "cancel", "hủy", "cancel";
    }
}

impl VisitState {
    fn next(self, act: VisitAct) -> Option<Self> {
        use VisitAct as A;
        Some(match (self, act) {
            (Self::Planned | Self::Mandated, A::Change | A::Team)
            | (Self::Mandated | Self::InField, A::Sample)
            | (Self::InField | Self::Reporting, A::Record | A::Find | A::Sign)
            | (Self::Planned | Self::Mandated | Self::InField | Self::Reporting, A::Attach) => self,
            (Self::Planned, A::Mandate) => Self::Mandated,
            (Self::Mandated, A::Start) => Self::InField,
            (Self::InField, A::Finish) => Self::Reporting,
            (Self::Reporting, A::Close) => Self::Closed,
            (Self::Planned | Self::Mandated | Self::InField, A::Cancel) => Self::Cancelled,
            _ => return None,
        })
    }

    /// What it allows, whoever acts.
    pub fn allowed(self) -> Vec<VisitAct> {
        let all = VisitAct::ALL.iter().copied();
        all.filter(|act| self.next(*act).is_some()).collect()
    }

    /// The state after an act. Errors: this one doesn't allow it.
    pub fn decide(self, act: VisitAct) -> Result<Self, Refusal> {
        self.next(act).ok_or_else(|| Refusal {
            code: "wrong_state",
            vi: format!("Cuộc kiểm tra {}: không làm được việc này.", self.vi()),
            en: format!("The visit is {}: this can't be done.", self.en()),
            state: self.code(),
            allowed: self.allowed().into_iter().map(VisitAct::code).collect(),
        })
    }
}

/// What lies outside of a mandate: areas by their paths, and days. The mandate covers the subtree of its area, and its
/// days from the first to the last.
pub fn within(
    (mandate_path, from, to): (&str, NaiveDate, NaiveDate),
    paths: &[&str],
    (starts_on, ends_on): (NaiveDate, NaiveDate),
) -> Vec<Fault> {
    let mut out = Vec::new();
    for (i, path) in paths.iter().enumerate() {
        if !path.starts_with(mandate_path) {
            out.push(Fault::new(
                format!("/areas/{i}"),
                "outside_mandate",
                "địa bàn nằm ngoài phạm vi của quyết định",
                "the area lies outside of the mandate's",
            ));
        }
    }
    for (pointer, day) in [("/starts_on", starts_on), ("/ends_on", ends_on)] {
        if day < from || day > to {
            out.push(Fault::new(
                pointer,
                "outside_mandate",
                format!(
                    "ngày nằm ngoài thời hạn của quyết định ({} – {})",
                    from.format("%d/%m/%Y"),
                    to.format("%d/%m/%Y")
                ),
                format!("the day lies outside of the mandate's ({from} – {to})"),
            ));
        }
    }
    out
}
