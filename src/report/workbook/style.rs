//! Number formats, colours and fonts of the cells.

use rust_xlsxwriter::{
    Color, ConditionalFormat3ColorScale, ConditionalFormatType, Format, FormatAlign, FormatBorder,
    FormatUnderline,
};

use crate::report::Lang;
use crate::sentiment::Label;

/// What a cell holds, and so how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or name.
    Text,
    /// Sentences, broken over lines.
    Prose,
    /// A whole number.
    Count,
    /// A number as it was given: an answer on its scale.
    Plain,
    /// A number whose sign is the message, two decimals: sentiment, τ-b.
    Signed2,
    /// The same with one decimal: NPS in points.
    Signed1,
    /// A number with two decimals.
    Decimal2,
    /// A share in [0, 1], shown in percent.
    Percent,
    /// A p or q value.
    Probability,
    /// A month, as the first day of it.
    Month,
    /// A time to the second.
    Time,
}

impl Kind {
    /// The number format of Excel, in the order of a language's dates.
    pub(super) fn number_format(self, lang: Lang) -> Option<&'static str> {
        Some(match (self, lang) {
            (Kind::Text | Kind::Prose | Kind::Plain, _) => return None,
            (Kind::Count, _) => "#,##0",
            (Kind::Signed2, _) => "+0.00;-0.00;0.00",
            (Kind::Signed1, _) => "+0.0;-0.0;0.0",
            (Kind::Decimal2, _) => "0.00",
            (Kind::Percent, _) => "0.0%",
            (Kind::Probability, _) => "[<0.001]\"<0.001\";0.000",
            (Kind::Month, Lang::En) => "mmm yyyy",
            (Kind::Month, Lang::Zh) => "yyyy\"年\"m\"月\"",
            (Kind::Time, _) => "yyyy-mm-dd hh:mm:ss",
        })
    }

    /// Cells that the longest usual number of this kind takes.
    pub(super) fn width(self) -> usize {
        match self {
            Kind::Text | Kind::Prose | Kind::Plain => 6,
            Kind::Count => 9,
            Kind::Signed2 | Kind::Signed1 | Kind::Decimal2 | Kind::Percent | Kind::Probability => 8,
            Kind::Month => 13,
            Kind::Time => 19,
        }
    }
}

/// Colours of a column by its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tint {
    /// Bad at the low end, white in the middle, good at the high end.
    Good(f64, f64, f64),
    /// White at the low end, bad at the high end.
    Bad(f64, f64),
}

/// Red that reads as bad, and blue as good: told apart by the colour-blind.
pub(super) const BAD: Color = Color::RGB(0xE6_8A_7A);
/// See [`BAD`].
pub(super) const GOOD: Color = Color::RGB(0x7F_B8_D6);
/// Labels from worst to best with the undecided in the middle, as in
/// `report.html`: dark at both ends, so that they are told apart in black and
/// white.
pub(super) const LABEL_COLORS: [(Label, Color); 6] = [
    (Label::VeryNegative, Color::RGB(0xA8_40_2F)),
    (Label::Negative, Color::RGB(0xDE_9C_8B)),
    (Label::Neutral, Color::RGB(0xCD_D2_D7)),
    (Label::Mixed, Color::RGB(0x98_A1_AA)),
    (Label::Positive, Color::RGB(0x93_BC_CD)),
    (Label::VeryPositive, Color::RGB(0x1F_65_83)),
];
/// Neither.
pub(super) const GREY: Color = Color::RGB(0x8A_8F_98);

impl Tint {
    /// The conditional format that paints it.
    pub(super) fn scale(self) -> ConditionalFormat3ColorScale {
        let white = Color::RGB(0xFF_FF_FF);
        let (low, middle, high, first, last) = match self {
            Tint::Good(low, middle, high) => (low, middle, high, BAD, GOOD),
            Tint::Bad(low, high) => (low, low, high, white, BAD),
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
    pub(super) fn cell(&self, kind: Kind, dimmed: bool) -> Format {
        let mut format = Format::new().set_align(FormatAlign::Top);
        if let Some(number) = kind.number_format(self.lang) {
            format = format.set_num_format(number);
        }
        if kind == Kind::Prose {
            format = format.set_text_wrap();
        }
        if dimmed { format.set_font_color(GREY) } else { format }
    }
}
