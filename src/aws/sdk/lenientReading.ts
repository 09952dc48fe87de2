/** The method that the SDK's readers of XML have. */
interface XmlReading {
  readSchema: (this: unknown, schema: unknown, value: unknown) => unknown;
}

/**
 * Makes a client of the SDK read each value of an XML answer by itself. By default a value that can't be read (a time without its zone, elements in
 * place of a text) makes the whole answer fail, or becomes another value that looks good (0 for no number, false for "maybe"). With this, such a
 * value stays what stood there, and whoever reads the member finds a type that it can't have.
 */
export function readValuesAlone<C extends { readonly config: { readonly protocol: object } }>(client: C): C {
  const reading: unknown = Reflect.get(client.config.protocol, 'deserializer');
  if (!isXmlReading(reading)) throw new TypeError('The SDK reads XML in another way than this knows.');
  const read = reading.readSchema;
  reading.readSchema = function (schema, value) {
    try {
      const result = read.call(this, schema, value);
      return typeof value === 'string' && isGuessed(value, result) ? value : result;
    } catch {
      return value;
    }
  };
  return client;
}

function isGuessed(source: string, result: unknown): boolean {
  if (typeof result === 'number') return source.trim() === '' || Number.isNaN(result);
  if (typeof result === 'boolean') return !result && source.toLowerCase() !== 'false';
  // A record or a list that came out empty although a text stood there.
  return isEmptyObject(result) && source.trim() !== '';
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0;

function isXmlReading(value: unknown): value is XmlReading {
  return typeof value === 'object' && value !== null && 'readSchema' in value && typeof value.readSchema === 'function';
}
