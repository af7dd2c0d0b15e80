//! Number formats, colours and fonts of the cells.

use rust_xlsxwriter::{
    Color, ConditionalFormat3ColorScale, ConditionalFormatType, Format, FormatAlign, FormatBorder,
    FormatUnderline,
};

use crate::report::Lang;
use crate::report::document::{ColourScale, Tint, Unit};

/// What a cell holds, and so how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellFormat {
    /// A word or name.
    Text,
    /// Sentences, broken over lines.
    Prose,
    /// A number of a unit.
    Number(Unit),
    /// A month, as the first day of it.
    Month,
    /// A time to the second.
    Time,
}

impl CellFormat {
    /// The number format of Excel, in the order of a language's dates.
    fn number_format(self, lang: Lang) -> Option<&'static str> {
        Some(match (self, lang) {
            (CellFormat::Text | CellFormat::Prose | CellFormat::Number(Unit::Given), _) => {
                return None;
            }
            (CellFormat::Number(Unit::Count), _) => "#,##0",
            (CellFormat::Number(Unit::Coefficient), _) => "+0.00;-0.00;0.00",
            (CellFormat::Number(Unit::Points | Unit::Effect | Unit::ShareDifference), _) => {
                "+0.0;-0.0;0.0"
            }
            (CellFormat::Number(Unit::Mean | Unit::Tenths | Unit::Footing), _) => "0.00",
            (CellFormat::Number(Unit::Percent), _) => "0.0%",
            (CellFormat::Number(Unit::Probability), _) => "[<0.001]\"<0.001\";0.000",
            (CellFormat::Month, Lang::En) => "mmm yyyy",
            (CellFormat::Month, Lang::Zh) => "yyyy\"年\"m\"月\"",
            (CellFormat::Time, _) => "yyyy-mm-dd hh:mm:ss",
        })
    }

    /// Cells that the longest usual number of this kind takes.
    pub(super) fn width(self) -> usize {
        match self {
            CellFormat::Text | CellFormat::Prose | CellFormat::Number(Unit::Given) => 6,
            CellFormat::Number(Unit::Count) => 9,
            CellFormat::Number(_) => 8,
            CellFormat::Month => 13,
            CellFormat::Time => 19,
        }
    }
}

/// Number format of an axis.
pub(super) fn axis_format(unit: Unit) -> &'static str {
    match unit {
        Unit::Coefficient => "+0.0;-0.0;0.0",
        Unit::Points | Unit::Effect => "+0;-0;0",
        Unit::Percent | Unit::ShareDifference => "0%",
        Unit::Count | Unit::Given | Unit::Footing => "0",
        Unit::Mean | Unit::Tenths | Unit::Probability => "0.0",
    }
}

/// Red that reads as bad, and blue as good: told apart by the colour-blind.
const BAD: Color = Color::RGB(0xE6_8A_7A);
/// See [`BAD`].
const GOOD: Color = Color::RGB(0x7F_B8_D6);
/// Neither.
const GREY: Color = Color::RGB(0x8A_8F_98);

/// Colours of charts. Those of labels are as in `report.html`: dark at both ends,
/// so that they are told apart in black and white.
pub(super) fn colour(tint: Tint) -> Color {
    Color::RGB(match tint {
        Tint::VeryNegative | Tint::Low | Tint::Drop | Tint::FixFirst => 0xA8_40_2F,
        Tint::Negative => 0xDE_9C_8B,
        Tint::Neutral | Tint::LowPriority => 0xCD_D2_D7,
        Tint::Mixed | Tint::End | Tint::Watch => 0x98_A1_AA,
        Tint::Positive => 0x93_BC_CD,
        Tint::VeryPositive | Tint::Peak | Tint::KeepUp => 0x1F_65_83,
        Tint::Sentiment => 0x2F_7F_A8,
        Tint::Score => 0x5B_5F_97,
        Tint::Pain => 0xC4_5B_4A,
    })
}

/// The conditional format that paints a column.
pub(super) fn painted(scale: ColourScale) -> ConditionalFormat3ColorScale {
    let white = Color::RGB(0xFF_FF_FF);
    let (low, middle, high, first, last) = match scale {
        ColourScale::Good(low, middle, high) => (low, middle, high, BAD, GOOD),
        ColourScale::Bad(low, high) => (low, low, high, white, BAD),
    };
    let middle = if middle > low { middle } else { low + (high - low) / 1e3 };
    ConditionalFormat3ColorScale::new()
        .set_minimum(ConditionalFormatType::Number, low)
        .set_midpoint(ConditionalFormatType::Number, middle)
        .set_maximum(ConditionalFormatType::Number, high)
        .set_minimum_color(first)
        .set_midpoint_color(white)
        .set_maximum_color(last)
}

/// The formats of one workbook.
pub(super) struct Styles {
    lang: Lang,
    pub(super) header: Format,
    pub(super) title: Format,
    pub(super) section: Format,
    pub(super) note: Format,
    pub(super) evidence: Format,
}

impl Styles {
    pub(super) fn new(lang: Lang) -> Styles {
        let base = || Format::new().set_align(FormatAlign::Top);
        Styles {
            lang,
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xE9_ED_F2))
                .set_border_bottom(FormatBorder::Thin),
            title: Format::new().set_bold().set_font_size(16),
            section: base().set_bold().set_font_size(12).set_border_bottom(FormatBorder::Thin),
            note: base().set_font_color(GREY).set_italic(),
            evidence: Format::new().set_bold().set_underline(FormatUnderline::Single),
        }
    }

    /// The format of a cell; dimmed where it says nothing sure.
    pub(super) fn cell(&self, kind: CellFormat, dimmed: bool) -> Format {
        let mut format = Format::new().set_align(FormatAlign::Top);
        if let Some(number) = kind.number_format(self.lang) {
            format = format.set_num_format(number);
        }
        if kind == CellFormat::Prose {
            format = format.set_text_wrap();
        }
        if dimmed { format.set_font_color(GREY) } else { format }
    }
}
