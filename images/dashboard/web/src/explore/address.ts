/** Filter and order are kept in the address, so that they can be linked to. */
import { useEffect, useState } from "react";
import { useSearch } from "wouter";
import type { Order } from "./table/column";

const FIRST: Order = { key: "name", descending: false };

export function read(search: string): { filter: string; order: Order } {
  const query = new URLSearchParams(search);
  const sort = query.get("sort");
  const order = sort ? { key: sort.replace(/^-/, ""), descending: sort.startsWith("-") } : FIRST;
  return { filter: query.get("q") ?? "", order };
}

export function write({ filter, order }: { filter: string; order: Order }): string {
  const query = new URLSearchParams();
  if (filter) query.set("q", filter);
  if (order.key !== FIRST.key || order.descending) query.set("sort", `${order.descending ? "-" : ""}${order.key}`);
  return query.size > 0 ? `?${query}` : "";
}

export function useAddress() {
  const search = useSearch();
  const [shown, setShown] = useState(() => read(search));
  // A link to the same list with another filter.
  useEffect(() => setShown(read(search)), [search]);
  useEffect(() => {
    const wanted = write(shown);
    if (wanted === write(read(location.search))) return;
    const path = location.pathname;
    // Browsers stop a page that writes its address with each key.
    const timer = setTimeout(() => {
      if (location.pathname === path) history.replaceState(history.state, "", path + wanted);
    }, 300);
    return () => clearTimeout(timer);
  }, [shown]);
  return [shown, setShown] as const;
}
