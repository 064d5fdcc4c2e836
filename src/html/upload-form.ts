// A form with files: ordinary without JavaScript, with a place to drop them and their progress where it runs.
import { type Html, html } from './html.ts'
import type { View } from './layout.ts'

export interface UploadForm {
  /** What browsers offer to choose from: media types, with commas. */
  accept: string
  maxFiles: number
  maxBytes: number
  /** "pictures, PDF documents and plain text, 10 MiB each". */
  taken: string
}

interface FormOptions extends UploadForm {
  action: string
  label: string
  button: string
  problem?: string | undefined
}

/**
 * The token stands before the files: it is looked at before any of them is read. Without JavaScript it is an ordinary form;
 * the script adds a place to drop files, and shows how far they have come.
 */
export function uploadForm(view: View, options: FormOptions): Html {
  const { action, accept, maxFiles, maxBytes, taken, label, button, problem } = options
  const { path, integrity } = view.assets.uploads
  return html`<form class="upload" method="post" action="${action}" enctype="multipart/form-data" data-upload data-max-bytes="${maxBytes}" data-max-files="${maxFiles}">
      ${view.csrf}
      <div class="field">
        <label for="files">${label}</label>
        <p class="hint" id="files-hint">${taken}</p>
        ${problem && html`<p class="problem" id="files-problem"><span class="visually-hidden">Problem: </span>${problem}</p>`}
        <input id="files" name="files" type="file" required multiple="${maxFiles > 1}" accept="${accept}" aria-invalid="${problem ? 'true' : undefined}" aria-describedby="${problem ? 'files-problem files-hint' : 'files-hint'}">
      </div>
      <progress max="1" value="0" hidden aria-label="Progress"></progress>
      <p class="upload-status" role="status"></p>
      <button class="button button-primary" type="submit">${button}</button>
    </form>
    <script type="module" src="${path}" nonce="${view.nonce}" integrity="${integrity}"></script>`
}
