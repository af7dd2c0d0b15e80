#![no_main]

use std::path::Path;

use xinsheng::Lang;
use xinsheng::ingest::Mapping;

const TABLE: &str = "\
id,date,stage,comment,nps,csat,region
1,2026-09-01,Delivery,It came late,3,2,North
2,2026-09-02,Delivery,Quick and friendly,9,5,South
3,2026-09-03,Returns,,7,4,South
";

// A mapping that can be read reads back the same, and can be laid over a file.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(mapping) = Mapping::from_toml(text, Path::new("mapping.toml")) else { return };
    let written = mapping.to_toml(Lang::En);
    let again = Mapping::from_toml(&written, Path::new("again.toml")).expect("what was written");
    assert_eq!(again.to_toml(Lang::En), written);
    let _ = xinsheng_fuzz::read(TABLE.as_bytes(), ".csv", Some(&mapping));
});
