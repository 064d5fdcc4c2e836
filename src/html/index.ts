// What a page or a host app may take from here: the tag, and what it makes.
export { Html, html, TemplateError, unsafeHtml } from './html.ts'
