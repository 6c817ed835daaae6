//! `make-system`: a large made-up system on the disk.

use std::fs;

use rayon::prelude::*;
use serde_json::json;

use super::{
    Context, Format, Outcome,
    output::{DONE, print},
};
use crate::{Error, args::MakeSystemArgs, files::write_file, make::make_system, project::show};

/// More would only fill the disk.
const MOST: usize = 100_000;

/// Writes the system to an empty or new folder.
pub fn run(context: &Context, args: &MakeSystemArgs) -> Result<Outcome, Error> {
    let folder = context.current.join(&args.folder);
    if args.models == 0 || args.models > MOST {
        return Err(Error::Argument {
            message: format!("a system of {} models cannot be made", args.models),
            help: format!("give a number from 1 to {MOST}"),
        });
    }
    fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    if fs::read_dir(&folder).map_err(Error::io("read", &folder))?.next().is_some() {
        return Err(Error::Argument {
            message: format!("`{}` is not empty", show(&folder)),
            help: "give a folder that does not exist yet".to_owned(),
        });
    }
    let files = make_system(args.models);
    files.par_iter().map(|file| write_file(&folder.join(&file.path), &file.text)).collect::<Result<(), _>>()?;
    print(&match context.format {
        Format::Text => {
            let shown = args.folder.display();
            format!("{DONE}wrote{DONE:#} {} files; run `underpin gen {shown}`\n", files.len())
        }
        Format::Json => format!("{:#}\n", json!({ "folder": show(&folder), "files": files.len() })),
    });
    Ok(Outcome::Clean)
}
