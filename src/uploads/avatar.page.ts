// Somebody's picture: as it stands on pages, and the page where it is chosen and removed.
import { accountLayout } from '../html/account-layout.ts'
import { errorSummary } from '../html/form.ts'
import { type Html, html } from '../html/html.ts'
import type { View } from '../html/layout.ts'
import { type UploadForm, uploadForm } from '../html/upload-form.ts'

/** The name stands beside it, so that the picture itself tells nothing more. */
export function avatarImage(id: string): Html {
  return html`<img class="avatar" src="/profile/picture/image?v=${id}" alt="" width="96" height="96">`
}

/** On the profile. */
export function avatarSection(id: string | undefined): Html {
  return html`<section class="panel" aria-labelledby="picture-title">
      <h2 id="picture-title">Your picture</h2>
      ${id === undefined ? html`<p>There is none yet.</p>` : avatarImage(id)}
      <p class="actions"><a class="button button-quiet" href="/profile/picture">${id === undefined ? 'Choose a picture' : 'Change the picture'}</a></p>
    </section>`
}

export function avatarPage(
  view: View,
  { id, form, problem }: { id: string | undefined; form: UploadForm; problem?: string | undefined },
): Html {
  return accountLayout(view, {
    title: 'Picture',
    main: html`<h1>Your picture</h1>
    ${errorSummary({ files: problem })}
    <p class="lead">It is cut to a square, and nothing is kept of the file but what can be seen: neither where nor with what it was taken.</p>
    ${id !== undefined && avatarImage(id)}
    ${uploadForm(view, { ...form, action: '/profile/picture', label: 'Picture', button: 'Use this picture', problem })}
    ${
      id !== undefined &&
      html`<form method="post" action="/profile/picture/remove">
      ${view.csrf}
      <button class="button button-quiet" type="submit">Remove the picture</button>
    </form>`
    }`,
  })
}
