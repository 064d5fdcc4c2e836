// Where ASVS, or a strict way of checking it, asks more than the settings here: the setting stands, and the page says so.

export const remarks: Readonly<Record<string, string>> = {
  'V1.2.10':
    'Not shown: there is nothing to show yet. No table is exported; what people take along is JSON. It comes with the first export to CSV.',
  'V1.3.4': 'SVG is refused, whatever it is called: it is of no kind that is taken.',
  'V1.3.2':
    'A stricter check would run Node with `--disallow-code-generation-from-strings`, which Fastify’s router does not bear: it compiles the table of routes when the app starts. No request’s text gets there, and no request compiles anything.',
  'V3.3.1':
    'On the http origins of development cookies have no prefix and no Secure, since browsers would refuse them there.',
  'V3.3.3':
    'On the http origins of development cookies have no prefix and no Secure, since browsers would refuse them there.',
  'V3.5.4':
    'Met for files of people with `uploads.origin`, which is not set by default: without it they are given out at `origin`, under `sandbox` and as attachments.',
  'V5.4.3':
    'The setting stands: `uploads.scanner` is `none` until an operator has a scanner; then nothing passes without it.',
  'V6.2.1':
    'The setting stands: `password.minLength` is 8, the least that ASVS takes. It advises 15, and NIST SP 800-63B-4 asks 15 where the password is the only factor: set `PORTCULLIS_PASSWORD_MIN_LENGTH=15`.',
  'V6.2.8':
    'One change is made on purpose: NFC, as NIST SP 800-63B-4 3.1.1.2 advises, so that the same characters typed on another keyboard are the same password.',
  'V6.2.12':
    'The setting stands: a bundled list is always asked; the look-up of breached passwords is off until `password.breachLookup` is true, since it calls a service outside. It fails open after `password.breachTimeout`.',
  'V6.3.8':
    'The measure stands: 30 pairs each, medians within 10 %. A stricter check would take 300 pairs and 5 %.',
  'V6.4.6':
    'Not met: `portcullis user reset-password` lets an operator set a password, until there is a reset by mail to start instead. Its owner is told by mail.',
  'V7.1.1':
    'The setting stands: `session.idle` 12 hours and `session.absolute` 30 days, the longest that NIST SP 800-63B-4 gives to AAL1. For AAL2 it asks 1 hour and 24 hours.',
  'V7.4.3':
    'A new password, whoever sets it, ends the other sessions without asking: there is no box to tick, and nobody keeps a stolen one by overlooking it.',
  'V7.3.1': 'The setting stands: `session.idle` is 12 hours; NIST SP 800-63B-4 asks 1 hour at AAL2.',
  'V7.3.2': 'The setting stands: `session.absolute` is 30 days; NIST SP 800-63B-4 asks 24 hours at AAL2.',
}
