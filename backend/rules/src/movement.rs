//! How a household moved between two years' classes (biến động hộ nghèo, hộ cận nghèo).
//!
//! Source: Quyết định 24/2021/QĐ-TTg; the names of the movements are recalled and not yet checked against the text.

use serde::{Deserialize, Serialize};

use crate::poverty::Class;

/// A movement into, out of or between poverty and near-poverty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// Phát sinh nghèo: poor, and never before.
    NewlyPoor,
    /// Tái nghèo: poor again.
    FellBack,
    /// Thoát nghèo, còn cận nghèo.
    EscapedToNearPoor,
    /// Thoát nghèo, vượt cận nghèo.
    Escaped,
    /// Phát sinh cận nghèo.
    NearPoorNew,
    /// Tái cận nghèo: near-poor, and poor or near-poor before.
    FellBackNearPoor,
    /// Thoát cận nghèo.
    EscapedNearPoverty,
}

impl Movement {
    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::NewlyPoor => "newly_poor",
            Self::FellBack => "fell_back",
            Self::EscapedToNearPoor => "escaped_to_near_poor",
            Self::Escaped => "escaped",
            Self::NearPoorNew => "near_poor_new",
            Self::FellBackNearPoor => "fell_back_near_poor",
            Self::EscapedNearPoverty => "escaped_near_poverty",
        }
    }
}

/// How a household moved, from its classes of the years before (the last one last) and its class now. None when
/// nothing is known of it before, or when it stayed where it was.
pub fn movement(before: &[Class], now: Class) -> Option<Movement> {
    let last = *before.last()?;
    let was = |class| before.contains(&class);
    let well = |class| matches!(class, Class::Average | Class::Other);
    match (last, now) {
        (Class::Poor, Class::NearPoor) => Some(Movement::EscapedToNearPoor),
        (Class::Poor, now) if well(now) => Some(Movement::Escaped),
        (Class::NearPoor, now) if well(now) => Some(Movement::EscapedNearPoverty),
        (last, Class::Poor) if last != Class::Poor && was(Class::Poor) => Some(Movement::FellBack),
        (last, Class::Poor) if last != Class::Poor => Some(Movement::NewlyPoor),
        (last, Class::NearPoor) if well(last) && (was(Class::Poor) || was(Class::NearPoor)) => {
            Some(Movement::FellBackNearPoor)
        }
        (last, Class::NearPoor) if well(last) => Some(Movement::NearPoorNew),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Class::{Average, NearPoor, Other, Poor};

    fn check(before: &[Class], now: Class, expected: Option<&str>) {
        assert_eq!(
            movement(before, now).map(Movement::code),
            expected,
            "{before:?} to {now:?}"
        );
    }

    #[test]
    fn each_movement_has_its_name() {
        check(&[], Poor, None);
        check(&[Poor], Poor, None);
        check(&[Average], Other, None);
        check(&[Average], Poor, Some("newly_poor"));
        check(&[NearPoor], Poor, Some("newly_poor"));
        check(&[Poor, Average], Poor, Some("fell_back"));
        check(&[Poor], NearPoor, Some("escaped_to_near_poor"));
        check(&[Poor], Average, Some("escaped"));
        check(&[NearPoor], Other, Some("escaped_near_poverty"));
        check(&[Other], NearPoor, Some("near_poor_new"));
        check(&[NearPoor, Other], NearPoor, Some("fell_back_near_poor"));
        check(&[Poor, Other], NearPoor, Some("fell_back_near_poor"));
    }
}
