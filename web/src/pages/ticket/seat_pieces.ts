// A ticket's seat, taken apart for large type.

/** Row and seat of "5-12"; undefined when there is no seat or it has another form. */
export function seat_pieces(seat: string | undefined): { row: string; seat: string } | undefined {
  const found = /^(\d+)-(\d+)$/.exec(seat ?? '');
  return found?.[1] && found[2] ? { row: found[1], seat: found[2] } : undefined;
}
