#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = xinsheng_fuzz::read(bytes, ".xlsx", None);
    let _ = xinsheng_fuzz::members(bytes);
});
