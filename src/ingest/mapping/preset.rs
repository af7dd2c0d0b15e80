//! Mappings that ship with the program: a starting point for systems whose
//! exports have fixed columns but no header that gives them away.

use std::path::Path;

use crate::ingest::mapping::Mapping;
use crate::ingest::told::error::IngestError;

/// A shipped mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Name on the command line.
    pub id: &'static str,
    /// The systems it is for, as they call themselves.
    pub systems: &'static str,
    toml: &'static str,
}

impl Preset {
    /// All of them, by name.
    pub const ALL: [Preset; 3] = [
        Preset {
            id: "fxiaoke",
            systems: "纷享销客",
            toml: include_str!("../../../data/presets/fxiaoke.toml"),
        },
        Preset {
            id: "jiandaoyun",
            systems: "简道云",
            toml: include_str!("../../../data/presets/jiandaoyun.toml"),
        },
        Preset {
            id: "zoho",
            systems: "Zoho Survey, Zoho CRM, Zoho Desk",
            toml: include_str!("../../../data/presets/zoho.toml"),
        },
    ];

    /// The preset called `id`.
    pub fn find(id: &str) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.id == id)
    }

    /// The mapping, all of whose columns are optional.
    ///
    /// # Errors
    /// When the shipped file is damaged, which a test of this crate rules out.
    pub fn mapping(self) -> Result<Mapping, IngestError> {
        Mapping::from_toml(self.toml, Path::new(self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_a_mapping_of_optional_columns() {
        for preset in Preset::ALL {
            let mapping = preset.mapping().unwrap();
            assert!(!mapping.columns.is_empty());
            assert!(mapping.columns.iter().all(|column| column.optional), "{}", preset.id);
            assert_eq!(Preset::find(preset.id), Some(preset));
        }
        assert_eq!(Preset::find("nobody"), None);
    }
}
