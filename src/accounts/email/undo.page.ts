// The page behind the link that undoes a change of the address.
import { type Html, html } from '../../html/html.ts'
import type { View } from '../../html/layout.ts'
import { linkPage } from '../../html/link-page.ts'

export const UNDO_PATH = '/email/undo'

/** @param undo what would be restored; left out where the form only comes back */
export function undoPage(
  view: View,
  { undo, notice }: { undo?: { username: string; email: string }; notice?: string },
): Html {
  return linkPage(view, {
    title: 'Undo the change of your e-mail address',
    words: undo
      ? html`<p>This makes <bdi>${undo.email}</bdi> the address of the account <bdi>${undo.username}</bdi> again, and signs out everybody who is signed in to it. Afterwards you choose a new password.</p>`
      : html`<p>Please press the button once more.</p>`,
    action: UNDO_PATH,
    button: 'Undo the change',
    notice,
  })
}
