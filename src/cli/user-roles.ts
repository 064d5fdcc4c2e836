// `portcullis user grant|revoke`: the roles of an account, and so the first administrator.
import { changeByOperator } from '../accounts/change.ts'
import { grantRole, ROLE_NAME_IN_WORDS, revokeRole, TOO_MANY_ROLES_IN_WORDS } from '../accounts/roles.ts'
import { withExistingBackend } from './database.ts'
import { print } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'
import { unknownAccount } from './user.ts'

export function grantUserRole({ values: [name = '', role = ''] }: Call): Promise<Result> {
  return withExistingBackend(async (backend) => {
    const granted = await changeByOperator(backend, name, (change) => grantRole(change, role))
    if (granted === undefined) return unknownAccount(name)
    const { username, outcome } = granted
    switch (outcome.kind) {
      case 'bad-name':
        return wrong(ROLE_NAME_IN_WORDS)
      case 'too-many':
        return wrong(TOO_MANY_ROLES_IN_WORDS)
      case 'unchanged':
        print(`${username} has the role ${role} already.`)
        return DONE
      case 'done':
        print(`${username} has the role ${role} now; sessions ended: ${outcome.ended}.`)
        return DONE
    }
  })
}

export function revokeUserRole({ values: [name = '', role = ''] }: Call): Promise<Result> {
  return withExistingBackend(async (backend) => {
    const revoked = await changeByOperator(backend, name, (change) => revokeRole(change, role))
    if (revoked === undefined) return unknownAccount(name)
    const { username, outcome } = revoked
    const shown = JSON.stringify(role)
    if (outcome.kind === 'unchanged') print(`${username} does not have the role ${shown}.`)
    else print(`${username} no longer has the role ${shown}; sessions ended: ${outcome.ended}.`)
    return DONE
  })
}
