//! Names of identity documents.

use super::scan::any_of;

pub(super) const DOCUMENTS_ZH: [&str; 36] = [
    "身份证",
    "身份证件",
    "身分证",
    "身分证字",
    "居民证",
    "证件",
    "居住证",
    "居留证",
    "永久居留证",
    "居留许可",
    "居留卡",
    "回乡证",
    "护照",
    "通行证",
    "台胞证",
    "台湾通行证",
    "军官证",
    "士兵证",
    "驾驶证",
    "驾照",
    "驾照档案",
    "行驶证",
    "档案",
    "社保",
    "社保卡",
    "社会保障",
    "社会保障卡",
    "社会保障号",
    "医保",
    "医保卡",
    "户口",
    "户口本",
    "户口簿",
    "港澳证",
    "健保卡",
    "统一证",
];
pub(super) const DOCUMENTS_EN: [&str; 44] = [
    "id card",
    "identity card",
    "national id",
    "id",
    "passport",
    "ssn",
    "ssn#",
    "social",
    "social security",
    "sin",
    "social insurance",
    "tax id",
    "itin",
    "ein",
    "nin",
    "nino",
    "ni",
    "national insurance",
    "nhs",
    "medicare",
    "medicaid",
    "health card",
    "aadhaar",
    "aadhar",
    "pan",
    "pan card",
    "dl",
    "green card",
    "alien",
    "uscis",
    "residence permit",
    "resident card",
    "pps",
    "nric",
    "fin",
    "mykad",
    "curp",
    "cpf",
    "tfn",
    "abn",
    "emirates id",
    "hkid",
    "military id",
    "state id",
];

/// Driving licences in all their spellings, and their numbers.
const LICENCES: &str =
    r"(?:driver['’]?s?['’]? licen[sc]e|driving licen[sc]e|licen[sc]e (?:number|no\.?))";

/// What the above have in common, and a document with its number in one word.
pub(super) const DOCUMENT_STEMS: [&str; 3] = ["licen", "idno", "idnum"];

/// A pattern for the name of a document.
pub(super) fn documents() -> String {
    let (zh, en) = (any_of(&DOCUMENTS_ZH), any_of(&DOCUMENTS_EN));
    format!(r"(?:{zh}|\b(?:{en}|{LICENCES}))")
}
