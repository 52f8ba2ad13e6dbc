use std::ops::ControlFlow;
use giamngheo_intake::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let p = std::path::Path::new(&path);
    let names = ["employment","dependents","nutrition","health_insurance","adult_education","child_schooling","housing_quality","floor_area","water","toilet","telecoms","information_devices"];
    let schema = Schema { indicators: names.iter().map(|c| IndicatorNames{code:(*c).into(),vi:String::new(),en:String::new(),aliases:vec![]}).collect() };
    let t = std::time::Instant::now();
    let i = inspect(p, &path, &schema).unwrap();
    println!("inspect {:?} {:?}", t.elapsed(), i.mapping);
    let t = std::time::Instant::now();
    let s = read(p, &path, &i.mapping, &schema, chrono::NaiveDate::from_ymd_opt(2024,12,31).unwrap(), &mut |_, _| ControlFlow::Continue(())).unwrap();
    println!("read {:?} {:?}", t.elapsed(), s);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
    if std::env::args().nth(2).is_some() {
        let t = std::time::Instant::now();
        mark_errors(p, &path, &[], std::path::Path::new("/tmp/marked.xlsx")).unwrap();
        println!("mark {:?}", t.elapsed());
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
    }
}
