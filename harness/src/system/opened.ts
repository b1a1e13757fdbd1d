/** Opens a part and returns it; closes it when that fails. */
export async function opened<T>(part: T, open: () => Promise<void>, close: () => Promise<void>): Promise<T> {
  try {
    await open();
    return part;
  } catch (error) {
    await close();
    throw error;
  }
}
