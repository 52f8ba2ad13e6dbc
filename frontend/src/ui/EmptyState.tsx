// Says that there is nothing here, and what to do next.
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  text?: string | undefined;
  icon?: ReactNode;
  /** What to do next. */
  action?: ReactNode;
  /** Whether it is all there is on the page. */
  page?: boolean;
}

export function EmptyState({ title, text, icon, action, page }: Props) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      {icon}
      <Title order={page ? 1 : 2} size="h2">
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" maw={440}>
          {text}
        </Text>
      )}
      {action}
    </Stack>
  );
}
