// `portcullis user remove-second-factor`: for somebody who has lost it and stands before the operator.
import { changeByOperator } from '../accounts/change.ts'
import { beginFactorRemoval } from '../accounts/two-factor/removal.ts'
import { withExistingBackend } from './database.ts'
import { print } from './output.ts'
import { type Call, DONE, type Result, wrong } from './result.ts'
import { unknownAccount } from './user.ts'

export function removeSecondFactor({ values: [name = ''] }: Call): Promise<Result> {
  return withExistingBackend(async (backend) => {
    const asked = await changeByOperator(backend, name, beginFactorRemoval)
    if (asked === undefined) return unknownAccount(name)
    const { username, outcome } = asked
    switch (outcome.kind) {
      case 'none':
        return wrong(`${username} has no second factor`)
      case 'no-address':
        return wrong(`${username} has no confirmed e-mail address, which the notices would go to`)
      case 'waiting':
        print(
          `${username} can have it removed from ${new Date(outcome.dueAt).toISOString()} on, by a link that is mailed then.`,
        )
        return DONE
    }
  })
}
