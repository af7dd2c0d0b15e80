//! 问卷星 (wjx.cn): one header row, `N、题干` questions, `(空)`, `(跳过)`, −2 and −3
//! for no answer, several choices joined by `┋`.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct Wenjuanxing;

impl Dialect for Wenjuanxing {
    fn id(&self) -> &'static str {
        "wenjuanxing"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["提交答卷时间", "所用时间"])
    }

    /// Items of a matrix question: the first column says `22、题干—子项1`, the
    /// ones after it `22、子项2` alone.
    fn questions(&self, headers: &[String]) -> Vec<String> {
        let mut stem: Option<(&str, String)> = None;
        let full = |header: &str, stem: Option<&(&str, String)>| {
            let (number, item) = numbered(header)?;
            let (_, stem) = stem.filter(|(of, _)| *of == number)?;
            Some(format!("{number}、{stem}—{item}"))
        };
        // Choices of one question: `3、题干(选项)`, and after it `3、(选项)` alone.
        let mut listed: Option<(&str, &str)> = None;
        headers
            .iter()
            .map(|header| {
                if let Some((number, text)) = numbered(header) {
                    let bare = text.starts_with(['(', '（']);
                    match listed.filter(|(of, _)| bare && *of == number) {
                        Some((_, stem)) => return format!("{number}、{stem}{text}"),
                        None => listed = text.rfind(['(', '（']).map(|at| (number, &text[..at])),
                    }
                }
                let split = numbered(header).and_then(|(number, text)| {
                    Some((number, without_advice(text.split_once('—')?.0)))
                });
                if split.is_some() {
                    stem = split;
                    return header.clone();
                }
                full(header, stem.as_ref()).unwrap_or_else(|| header.clone())
            })
            .collect()
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(KnownColumn::role(match columns[at].name.as_str() {
            "序号" => Role::Respondent,
            "提交答卷时间" => Role::Time,
            "来源" => Role::Segment,
            // The sum of the points of a quiz is no satisfaction.
            "所用时间" | "来源详情" | "来自ip" | "总分" => Role::Ignore,
            _ => return None,
        }))
    }
}

/// A stem without the long brackets that say how to answer it: what they speak
/// of (分数, 推荐) is not what is asked.
fn without_advice(stem: &str) -> String {
    let mut text = String::with_capacity(stem.len());
    let mut rest = stem;
    while let Some((before, after)) = rest.split_once(['（', '(']) {
        text.push_str(before);
        match after.split_once(['）', ')']) {
            Some((advice, later)) if advice.chars().count() > 12 => rest = later,
            _ => {
                text.push('（');
                rest = after;
            }
        }
    }
    text + rest
}

/// Number and text of a question: `22、…`, `22:…`, `22．…`.
fn numbered(header: &str) -> Option<(&str, &str)> {
    let digits = header.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = header.split_at(digits);
    let text = rest.strip_prefix(['、', ':', '：', '.', '．'])?;
    (!number.is_empty()).then_some((number, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrix_items_get_their_stem() {
        let headers =
            ["21、城市", "22、您对各环节的满意度—物流", "22、客服", "22、包装", "23、建议"]
                .map(str::to_owned);
        assert_eq!(
            Wenjuanxing.questions(&headers),
            [
                "21、城市",
                "22、您对各环节的满意度—物流",
                "22、您对各环节的满意度—客服",
                "22、您对各环节的满意度—包装",
                "23、建议"
            ]
        );
        let headers = ["3、要改进的？(物流)", "3、(客服)", "4、(其他)"].map(str::to_owned);
        let full = ["3、要改进的？(物流)", "3、要改进的？(客服)", "4、(其他)"];
        assert_eq!(Wenjuanxing.questions(&headers), full);
        let stem = "接受程度（在对应分数下打“√”，1 分为完全不接受）—优惠券";
        let headers = [format!("20、{stem}"), "20、补贴".to_owned()];
        assert_eq!(Wenjuanxing.questions(&headers)[1], "20、接受程度—补贴");
        assert_eq!(without_advice("满意度（1-5分）"), "满意度（1-5分）");
    }

    #[test]
    fn advice_is_longer_than_what_a_stem_adds_in_brackets() {
        let stem = |length: usize| format!("满意度（{}）如何", "分".repeat(length));
        assert_eq!(without_advice(&stem(12)), stem(12));
        assert_eq!(without_advice(&stem(13)), "满意度如何");
    }
}
