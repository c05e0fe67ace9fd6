using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>A text as shells write it: between single or double quotes (<c>set -x</c>, Python's <c>shlex</c>), or behind backslashes (<c>printf %q</c>).</summary>
internal static class ShellForms
{
    private const string EscapedByPrintf = " \t\"'\\|&;()<>!{}*[]?^$`,";

    public static IEnumerable<string> Of(string text)
    {
        yield return text.Replace("'", "'\\''", StringComparison.Ordinal);
        yield return text.Replace("'", "'\"'\"'", StringComparison.Ordinal);
        yield return Escape(text, "\"\\$`");
        yield return Escape(text, "\"\\$`!");
        yield return Escape(text, EscapedByPrintf);
        yield return Escape(text, EscapedByPrintf + "~#=:%@+");
        yield return Escape(text, "'\\").Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
    }

    private static string Escape(string text, string special)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (special.Contains(c, StringComparison.Ordinal)) builder.Append('\\');
            builder.Append(c);
        }

        return builder.ToString();
    }
}
