import type { Agreement, ItemGrammar, ListAgreement, PartGrammar } from '../grammar/item-grammar.ts'

/** What an event means for its item, looked up from the grammar by event type. One event may mean several things. */
export type ItemAction =
  | { readonly kind: 'part.added' | 'part.done'; readonly part: PartGrammar }
  | { readonly kind: 'piece' | 'whole'; readonly agreement: Agreement }
  | { readonly kind: 'entry'; readonly list: ListAgreement }

const known = new WeakMap<ItemGrammar, ReadonlyMap<string, readonly ItemAction[]>>()

/** The meanings of an event type for a kind of item; none for phases and the like. */
export function itemActions(grammar: ItemGrammar, type: string): readonly ItemAction[] {
  let actions = known.get(grammar)
  if (actions === undefined) {
    actions = actionsOf(grammar)
    known.set(grammar, actions)
  }
  return actions.get(type) ?? []
}

/** Wholes come before the end of their part, so that an event which is both (`shell_call_command.done`) is compared with its deltas first. */
function actionsOf({ parts, agreements, lists }: ItemGrammar): Map<string, ItemAction[]> {
  const actions = new Map<string, ItemAction[]>()
  const add = (type: string, action: ItemAction): unknown => actions.get(type)?.push(action) ?? actions.set(type, [action])
  for (const part of parts) if (part.added !== null) add(part.added.type, { kind: 'part.added', part })
  for (const agreement of agreements) {
    add(agreement.delta.type, { kind: 'piece', agreement })
    add(agreement.done.type, { kind: 'whole', agreement })
  }
  for (const list of lists) add(list.entry.type, { kind: 'entry', list })
  for (const part of parts) add(part.done.type, { kind: 'part.done', part })
  return actions
}
