// What a page or a host app may take from here: the tag, and what it makes.

export { errorSummary, field, passwordField, submit } from './form.ts'
export { Html, html, TemplateError, unsafeHtml } from './html.ts'
export { layout, type Page, type View } from './layout.ts'
