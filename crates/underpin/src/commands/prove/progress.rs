//! What a person sees while a proof is made.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};
use underpin_db::prove::Stage;

use super::super::{Context, Format, output::print_aside};
use crate::display::visible;

/// A bar on a terminal, plain lines elsewhere, nothing for programs.
pub(super) enum Progress {
    Bar(ProgressBar),
    Lines(String),
    Silent,
}

impl Progress {
    pub(super) fn new(context: &Context, title: &str) -> Self {
        match context.format {
            Format::Json => Progress::Silent,
            Format::Text if std::io::stderr().is_terminal() => {
                let style = ProgressStyle::with_template("{prefix} [{bar:20}] {msg}");
                let bar = ProgressBar::new(Stage::ALL.len() as u64).with_prefix(visible(title).into_owned());
                Progress::Bar(match style {
                    Ok(style) => bar.with_style(style),
                    Err(_) => bar,
                })
            }
            Format::Text => Progress::Lines(title.to_owned()),
        }
    }

    pub(super) fn at(&self, stage: Stage) {
        match self {
            Progress::Bar(bar) => {
                let place = Stage::ALL.iter().position(|one| *one == stage).unwrap_or_default();
                bar.set_position(place as u64);
                bar.set_message(stage.words());
            }
            Progress::Lines(title) => print_aside(&format!("{}: {}\n", visible(title), stage.words())),
            Progress::Silent => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        match self {
            Progress::Bar(bar) => bar.finish_and_clear(),
            Progress::Lines(_) | Progress::Silent => {}
        }
    }
}
