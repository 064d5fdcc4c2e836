// What expires first stands first: a binary heap whose members know their place, so that any of them can leave it.

/** A member keeps its own `due` (when it asks to be looked at, in ms) and `place`; the queue alone writes `place`. */
export interface Expiring {
  due: number
  place: number
}

export class ExpiryQueue<Member extends Expiring> {
  readonly #members: Member[] = []

  first(): Member | undefined {
    return this.#members[0]
  }

  add(member: Member): void {
    this.#members.push(member)
    this.#put(member, this.#members.length - 1)
    this.#rise(member)
  }

  remove(member: Member): void {
    const last = this.#members.pop()!
    if (last === member) return
    this.#put(last, member.place)
    this.moved(last)
  }

  /** To be called after a member's `due` was changed. */
  moved(member: Member): void {
    this.#rise(member)
    this.#sink(member)
  }

  #rise(member: Member): void {
    while (member.place > 0) {
      const above = this.#members[(member.place - 1) >> 1]!
      if (above.due <= member.due) return
      this.#swap(member, above)
    }
  }

  #sink(member: Member): void {
    for (;;) {
      const left = this.#members[2 * member.place + 1]
      if (left === undefined) return
      const right = this.#members[2 * member.place + 2]
      const below = right !== undefined && right.due < left.due ? right : left
      if (member.due <= below.due) return
      this.#swap(member, below)
    }
  }

  #swap(one: Member, other: Member): void {
    const place = one.place
    this.#put(one, other.place)
    this.#put(other, place)
  }

  #put(member: Member, place: number): void {
    this.#members[place] = member
    member.place = place
  }
}
