// The page of somebody's files: how much room there is, a form that takes more, and each of them with a way to be rid of it.
import { accountLayout } from '../html/account-layout.ts'
import { errorSummary } from '../html/form.ts'
import { type Html, html } from '../html/html.ts'
import type { View } from '../html/layout.ts'
import { time } from '../html/time.ts'
import { type UploadForm, uploadForm } from '../html/upload-form.ts'

export interface ShownUpload {
  id: string
  name: string
  /** In words. */
  size: string
  kind: string
  at: Date
  /** For the virus scanner. */
  waits: boolean
}

export interface UploadsPage {
  files: readonly ShownUpload[]
  usedBytes: number
  quotaBytes: number
  /** In words. */
  used: string
  quota: string
  form: UploadForm
  problem?: string | undefined
  /** The last one shown, where there are more. */
  older?: string | undefined
}

export function uploadsPage(view: View, page: UploadsPage): Html {
  const { files, usedBytes, quotaBytes, used, quota, form, problem, older } = page
  return accountLayout(view, {
    title: 'Files',
    main: html`<h1>Your files</h1>
    ${errorSummary({ files: problem })}
    <p class="quota">
      <label for="quota">Room used</label>
      <meter id="quota" min="0" max="${quotaBytes}" value="${usedBytes}">${used}</meter>
      <span>${used} of ${quota}</span>
    </p>
    ${uploadForm(view, { ...form, action: '/uploads', label: 'Files', button: 'Upload', problem })}
    ${files.length === 0 ? html`<p class="empty">There are no files yet.</p>` : html`<ul class="files">${files.map((file, index) => fileEntry(view, file, index))}</ul>`}
    ${older && html`<p class="actions"><a class="button button-quiet" href="/uploads?after=${older}">Older files</a></p>`}`,
  })
}

function fileEntry(view: View, { id, name, size, kind, at, waits }: ShownUpload, index: number): Html {
  const title = `file-${index}`
  const named = html`<bdi>${name}</bdi>`
  return html`<li class="file">
        <div>
          <p class="file-name" id="${title}">${waits ? named : html`<a href="/uploads/${id}">${named}</a>`}</p>
          <p class="hint">${kind}, ${size}, ${time(at)}${waits && html` <span class="tag">Waits for the virus scan</span>`}</p>
        </div>
        <form method="post" action="/uploads/${id}/delete">
          ${view.csrf}
          <button class="button button-quiet" type="submit" aria-describedby="${title}">Delete</button>
        </form>
      </li>`
}
