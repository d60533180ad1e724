/** A CSV file that is sent as it is read, however long it is. */
export function streamCsv(fileName: string, lines: AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const parts = lines[Symbol.asyncIterator]();
  const file = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = await parts.next();
      if (part.done) controller.close();
      else controller.enqueue(encoder.encode(part.value));
    },
    async cancel() {
      await parts.return?.();
    },
  });
  return new Response(file, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${fileName}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
