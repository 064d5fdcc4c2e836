#!/usr/bin/env node
// The command line: one line a command, and each is loaded only when it is asked for.

/** Imports wait for this check: an older Node would fail at node:sqlite, in words that help nobody. */
const OLDEST_NODE = 24

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `portcullis: this is Node ${process.versions.node}, and Portcullis needs Node ${OLDEST_NODE} or newer. See https://nodejs.org/en/download\n`,
  )
  process.exitCode = 1
} else {
  const { main } = await import('./cli/main.ts')
  process.exitCode = await main(process.argv.slice(2), {
    serve: async () => (await import('./cli/serve.ts')).serve,
    migrate: async () => (await import('./cli/migrate.ts')).migrate,
    secret: async () => (await import('./cli/secret.ts')).secret,
    check: async () => (await import('./cli/check.ts')).check,
    'user add': async () => (await import('./cli/user-password.ts')).addUser,
    'user list': async () => (await import('./cli/user.ts')).listUsers,
    'user suspend': async () => (await import('./cli/user.ts')).suspendUser,
    'user restore': async () => (await import('./cli/user.ts')).restoreUser,
    'user sign-out': async () => (await import('./cli/user.ts')).signOutUser,
    'user remove-second-factor': async () => (await import('./cli/user-factor.ts')).removeSecondFactor,
    'user grant': async () => (await import('./cli/user-roles.ts')).grantUserRole,
    'user revoke': async () => (await import('./cli/user-roles.ts')).revokeUserRole,
    'user reset-password': async () => (await import('./cli/user-password.ts')).resetPassword,
    'keys list': async () => (await import('./cli/keys.ts')).listKeys,
    audit: async () => (await import('./cli/audit.ts')).audit,
    'keys rotate': async () => (await import('./cli/keys.ts')).rotateSigningKeys,
  })
}
