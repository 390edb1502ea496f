import { useState } from 'react'
import { isSame } from './isSame'

/** The very object of before while it says the same: the player takes another one for news, and tells Mux. */
export function useSame<Value extends object>(value: Value): Value {
  const [kept, setKept] = useState(value)
  if (isSame(kept, value)) return kept
  setKept(value)
  return value
}
