/**
 * Reports for people: HTML pages that need nothing beside themselves, with charts, and Markdown. The templates beside this package's classes hold the words;
 * {@code page.ftlh} is the frame of every page. {@link org.nififer.trainer.report.DatasetReport} is the report on a dataset,
 * {@link org.nififer.trainer.report.EvaluationReport} that on models, and {@link org.nififer.trainer.report.ModelCard} tells what a model is.
 */
package org.nififer.trainer.report;
