// Passes the events of one reading of an XML file on to two readers. Pure.

import type { XmlEvents } from './xml/events.ts'

export function both(one: XmlEvents, other: XmlEvents): XmlEvents {
  return {
    open(path, attributes) {
      one.open(path, attributes)
      other.open(path, attributes)
    },
    leaf(path, text, attributes) {
      one.leaf(path, text, attributes)
      other.leaf(path, text, attributes)
    },
    close(path) {
      one.close(path)
      other.close(path)
    },
  }
}
