// Where one is, and the one main thing to do here.
import { Anchor, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useCommon } from "@/i18n";

interface Props {
  title: string;
  /** Under the title: area and year, a number, a state. */
  subtitle?: ReactNode;
  /** The page's buttons, the main one last. */
  actions?: ReactNode;
  /** The page above. */
  back?: { to: string; label: string } | undefined;
}

export function PageHeader({ title, subtitle, actions, back }: Props) {
  const t = useCommon();
  const product = t("product");
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <header style={{ marginBottom: 16 }}>
      {back && (
        <Anchor
          component={Link}
          to={back.to}
          className="gn-no-print"
          size="sm"
          display="inline-flex"
          style={{ alignItems: "center", gap: 2 }}
        >
          <IconChevronLeft size={16} aria-hidden />
          {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-end" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Title order={1}>{title}</Title>
          {subtitle && (
            <Text component="div" size="sm" c="dimmed">
              {subtitle}
            </Text>
          )}
        </div>
        {actions && (
          <Group gap="xs" className="gn-no-print">
            {actions}
          </Group>
        )}
      </Group>
    </header>
  );
}
