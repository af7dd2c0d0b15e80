//! Where the rows of a run go while it reads.

use super::PipelineError;
use crate::ingest::Rejection;
use crate::journey::RowView;
use crate::report::comment_columns::CommentColumns;
use crate::report::comment_row::CommentRow;

/// Takes what a run finds, a row at a time and in the order of the exports. All of it is as it
/// may be shown. A run waits for its sinks, so that memory stays bounded; an error ends it.
pub trait Sink: Send {
    /// Called once before the first row, with the columns of the comments.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn begin(&mut self, _columns: &CommentColumns) -> Result<(), PipelineError> {
        Ok(())
    }

    /// Takes a row with what was found in its comments, before these.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn row(&mut self, _row: &RowView) -> Result<(), PipelineError> {
        Ok(())
    }

    /// Takes a judged comment.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn comment(&mut self, _comment: &CommentRow) -> Result<(), PipelineError> {
        Ok(())
    }

    /// Takes a row or cell that was left out.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn rejection(&mut self, _rejection: &Rejection) -> Result<(), PipelineError> {
        Ok(())
    }
}

/// A sink that keeps everything in memory.
#[derive(Debug, Clone, Default)]
pub struct InMemory {
    /// The columns of the comments.
    pub columns: CommentColumns,
    /// The comments.
    pub comments: Vec<CommentRow>,
    /// What was left out.
    pub rejections: Vec<Rejection>,
}

impl Sink for InMemory {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        self.columns = columns.clone();
        Ok(())
    }

    fn comment(&mut self, comment: &CommentRow) -> Result<(), PipelineError> {
        self.comments.push(comment.clone());
        Ok(())
    }

    fn rejection(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        self.rejections.push(rejection.clone());
        Ok(())
    }
}
