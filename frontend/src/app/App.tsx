// The providers around the app, and what happens when the session ends under it.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { sessionQuery } from "@/api/queries";
import { forgetSession } from "@/api/session";
import { onSessionEnd } from "@/api/token";
import { NoticeArea } from "@/ui/notice";
import { makeRouter } from "./router";
import { cssVariables, theme } from "./theme";

/** Refusals are answers: only a server that is busy or away is asked again. */
function worthAnotherTry(failures: number, error: unknown): boolean {
  const status = asProblem(error)?.status ?? 0;
  return failures < 2 && (status === 0 || status === 503);
}

const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthAnotherTry, staleTime: 15_000 }, mutations: { retry: false } },
});
const router = makeRouter(queryClient);

onSessionEnd(() => {
  const signedIn = queryClient.getQueryData(sessionQuery.queryKey);
  if (!signedIn) return;
  const search = { to: router.state.location.href, ended: true };
  void forgetSession(queryClient, () => router.navigate({ to: "/login", search }));
});

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light">
        <RouterProvider router={router} />
        <NoticeArea />
      </MantineProvider>
    </QueryClientProvider>
  );
}
