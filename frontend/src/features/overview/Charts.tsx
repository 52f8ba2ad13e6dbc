// What stands below the totals: the years, and what the poor are deprived of. Loaded after them.
import { Profile } from "./Profile";
import { Trend } from "./Trend";

export default function Charts({ area, year }: { area: string | undefined; year: number }) {
  return (
    <>
      <Trend area={area} />
      <Profile area={area} year={year} />
    </>
  );
}
