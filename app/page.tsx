export default function HomePage() {
  return <main className="p-12 font-serif text-4xl">Daybook</main>;
}
