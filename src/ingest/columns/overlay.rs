//! A user's mapping laid over the detected one.

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::number;
use crate::ingest::columns::above_header::{codes_above, good_end_above, has_any_scale};
use crate::ingest::columns::anchors;
use crate::ingest::columns::codes::{codes_of, without_stated};
use crate::ingest::columns::obeyed::is_obeyed;
use crate::ingest::columns::odd_text;
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::question_framing;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::score_role::{coded, doubts_of_words};
use crate::ingest::columns::spread::spread;
use crate::ingest::columns::ticket_rating::{are_offered, two_points};
use crate::ingest::columns::transcripts;
use crate::ingest::columns::unlisted_words::with_count;
use crate::ingest::columns::word_scale::word_scale;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::mapping::{ColumnMapping, Mapping, Others};
use crate::ingest::read::layout::Layout;
use crate::ingest::role::Role;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

impl Mapping {
    /// The detected mapping `self` with the columns that `user` lists in their
    /// place. What the user leaves open (a scale, the order of dates) is taken
    /// from the values. Columns that the user does not list keep their
    /// detected role, unless the user's mapping says `others = "ignore"` or
    /// has taken the role of which there can be one.
    ///
    /// # Errors
    /// A listed column that the file has several times, or does not have
    /// though it is not optional.
    pub fn overlay(
        mut self,
        user: &Mapping,
        layout: &Layout,
        profile: &Profile,
    ) -> Result<Mapping, IngestError> {
        for column in &mut self.columns {
            let taken = column.role.is_single()
                && user
                    .of_role(column.role)
                    .any(|wanted| !wanted.optional || layout.column(&wanted.name).is_ok());
            if user.others == Others::Ignore || taken {
                let evidence = vec![Evidence::Overridden];
                *column =
                    ColumnMapping { evidence, ..ColumnMapping::new(&column.name, Role::Ignore) };
            }
        }
        // A column with a role of its own is none of another's question.
        let own = |name: &String| {
            user.columns.iter().any(|column| column.name == *name && column.role != Role::Ignore)
        };
        self.columns.iter_mut().for_each(|column| column.also.retain(|name| !own(name)));
        let mut laid: Vec<Role> = Vec::new();
        for wanted in &user.columns {
            if wanted.optional && wanted.role.is_single() && laid.contains(&wanted.role) {
                continue;
            }
            let at = match layout.column(&wanted.name) {
                Err(error) if wanted.optional && error.kind == ErrorKind::NoSuchColumn => continue,
                found => found?,
            };
            laid.push(wanted.role);
            let header = &layout.headers[at];
            self.warnings.retain_mut(|warning| {
                !warning.settled_by(header) && !is_obeyed(warning, header, wanted)
            });
            let mut column = wanted.clone();
            if column.also.is_empty()
                && let Some(detected) = self.columns.iter().find(|c| c.name == layout.headers[at])
            {
                column.also.clone_from(&detected.also);
            }
            let merged = profile.branch(at).filter(|_| !column.also.is_empty());
            let facts = merged.map_or(&profile.columns[at], |branch| &branch.facts);
            column.evidence = vec![Evidence::Mapping];
            if let Some(kind) = column.role.score() {
                let name = ColumnName::new(&column.name);
                let stated = column.scale.filter(|s| s.low < s.high);
                let effort = name.effort().map(|(_, direction)| direction);
                // A scale or a list of codes is the user's word for it.
                let open = stated.is_none() && column.missing.is_empty();
                // What the user calls no answer is no point of the scale.
                let told =
                    (!column.missing.is_empty()).then(|| without_stated(facts, &column.missing));
                let facts = told.as_ref().unwrap_or(facts);
                let said = column.scale.map(|scale| scale.direction);
                let above = codes_above(&layout.titles, &column.name, facts)
                    .filter(|_| open && has_any_scale(kind));
                let facts = above.as_ref().map_or(facts, |codes| &codes.others);
                let apart = codes_of(Some(kind), &column.name, facts).filter(|_| open);
                let facts = apart.as_ref().map_or(facts, |codes| &codes.others);
                let more = effort.unwrap_or(Direction::Higher);
                let direction = said
                    .or_else(|| anchors::direction(&column.name, facts, more))
                    .or(effort.filter(|_| column.role == Role::CES));
                if column.labels.is_empty()
                    && let Some(words) = word_scale(facts)
                {
                    self.warnings.extend(doubts_of_words(header, &words));
                    column.labels = words.labels;
                    // Word scales count in points of goodness.
                    let mut scale = words.scale;
                    if kind == ScoreKind::Nps && scale.high == Scale::NPS.high {
                        scale.low = Scale::NPS.low;
                    }
                    let codes = apart.as_ref().map_or(&column.missing, |codes| &codes.written);
                    if kind == ScoreKind::Csat && stated.is_none() && are_offered(codes) {
                        scale = two_points(&mut column.labels).unwrap_or(scale);
                    }
                    scale.direction = said.unwrap_or(scale.direction);
                    let own = words.scale;
                    let told = stated.and_then(|s| spread(header, &mut column.labels, own, s));
                    self.warnings.extend(told);
                    column.scale = stated.or(Some(scale));
                } else if column.labels.is_empty()
                    && let Some((_, mut scale, mut labels)) = coded(facts)
                {
                    // A scale that counts from the same point is the one they are the numbers of.
                    let told = stated
                        .filter(|stated| stated.low != scale.low)
                        .and_then(|stated| spread(header, &mut labels, scale, stated));
                    self.warnings.extend(told);
                    scale.direction = said.unwrap_or(scale.direction);
                    (column.labels, column.scale) = (labels, stated.or(Some(scale)));
                } else if stated.is_none() {
                    let guess = scale_guess::guess(kind, &column.name, facts, direction);
                    if let Some(guess) = guess {
                        column.scale = Some(guess.scale);
                        column.evidence.push(guess.evidence);
                        self.warnings.extend(guess.warning);
                    } else {
                        let (low, high) = points(&column);
                        let direction = direction.unwrap_or(Direction::Higher);
                        column.scale = (low < high).then_some(Scale { low, high, direction });
                    }
                }
                if said.is_none()
                    && column.labels.is_empty()
                    && let Some(scale) = &mut column.scale
                    && let Some(direction) =
                        good_end_above(&layout.titles, &column.name, kind, facts, *scale)
                {
                    scale.direction = direction;
                    column.evidence.push(Evidence::DirectionAbove);
                }
                if let (Some(above), Some(_)) = (&above, column.scale) {
                    let (name, codes) = (column.name.clone(), above.written.clone());
                    self.warnings.push(Warning::StatedCodes {
                        column: name,
                        codes,
                        n: above.n,
                        above: true,
                    });
                    column.missing.extend(above.written.iter().cloned());
                }
                if let (Some(apart), Some(scale)) = (&apart, column.scale) {
                    self.warnings.push(apart.told(&column.name, scale));
                    column.missing.extend(apart.written.iter().cloned());
                }
                let placed = |value: &String| {
                    column.labels.contains_key(value)
                        || column.missing.iter().any(|m| m.eq_ignore_ascii_case(value))
                        || number::number(value).is_some()
                };
                let left = facts.values.iter().filter(|(value, _)| !placed(value)).take(8);
                let values: Vec<String> = left.map(|(word, n)| with_count(word, *n)).collect();
                if !values.is_empty() && wanted.scale.is_none() && wanted.labels.is_empty() {
                    let name = column.name.clone();
                    self.warnings.push(Warning::Unplaced { column: name, values });
                }
            }
            // What separates the choices of a column is taken from its cells.
            if column.split.is_none() && column.touchpoint.is_none() {
                column.split = self.warnings.iter().find_map(|warning| match warning {
                    Warning::Choices { column, split, .. } if column == header => {
                        Some(split.clone())
                    }
                    _ => None,
                });
            }
            if column.role == Role::Segment
                && column.choices.is_empty()
                && column.separator().is_some()
                && let Some(choices) = facts.options.split_by(column.separator())
            {
                column.choices = choices;
            }
            if column.role == Role::Time && column.date_order.is_none() {
                column.date_order = facts.date_order();
            }
            if column.role == Role::Comment && column.asks.is_none() {
                let detected = self.columns.iter().find(|c| c.name == layout.headers[at]);
                column.asks = detected.and_then(|detected| detected.asks);
            }
            let name = &layout.headers[at];
            column.name.clone_from(name);
            if wanted.split.is_some() {
                let of =
                    |w: &Warning| matches!(w, Warning::Choices { column, .. } if column == name);
                self.warnings.retain(|warning| !of(warning));
            }
            match self.columns.iter_mut().find(|c| c.name == *name) {
                Some(slot) => *slot = column,
                None => self.columns.push(column),
            }
        }
        if laid.is_empty() && !user.columns.is_empty() {
            self.warnings.insert(0, Warning::NothingMapped);
        }
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        question_framing::tell(&names, &mut self.columns);
        transcripts::tell(&layout.headers, profile, &mut self);
        odd_text::tell(&layout.headers, profile, &mut self);
        let timed = |year: bool| {
            let mut times = self.columns.iter().filter(|column| column.role == Role::Time);
            times.any(|column| !year || column.year.is_some())
        };
        let (any, in_year) = (timed(false), timed(true));
        self.warnings.retain(|warning| match warning {
            Warning::DatesWithoutYear(_, None) => !in_year,
            Warning::DatesWithoutYear(column, year) => {
                let taken = |c: &ColumnMapping| c.name == *column && c.year == *year;
                self.columns.iter().any(taken) && user.columns.iter().all(|c| c.name != *column)
            }
            Warning::TimeInParts { .. } | Warning::TimeNotUsed { .. } => !any,
            _ => true,
        });
        self.file = user.file.clone();
        self.others = user.others;
        self.stations.clone_from(&user.stations);
        Ok(self)
    }
}

/// Least and most points that labels stand for.
fn points(column: &ColumnMapping) -> (f64, f64) {
    let points = column.labels.values().copied();
    (points.clone().fold(f64::INFINITY, f64::min), points.fold(f64::NEG_INFINITY, f64::max))
}
