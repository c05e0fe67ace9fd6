using System.Text;

namespace Reliably.GitOps.Reports;

/// <summary>Links between files of the repository, relative, so that they work on any forge, in any clone and on our own pages.</summary>
internal static class ReportLinks
{
    /// <summary>The address of one file as seen from another, URL-escaped.</summary>
    public static string Relative(string from, string to)
    {
        var source = from.Split('/');
        var target = to.Split('/');
        var common = 0;
        while (common < source.Length - 1 && common < target.Length - 1 && source[common] == target[common]) common++;
        var up = Enumerable.Repeat("..", source.Length - 1 - common);
        return string.Join('/', up.Concat(target.Skip(common).Select(Escape)));
    }

    /// <summary>Escapes what is not plainly allowed in a path, parentheses too: they would end a Markdown link.</summary>
    private static string Escape(string segment)
    {
        var builder = new StringBuilder(segment.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(segment))
        {
            var c = (char)unit;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') builder.Append(c);
            else builder.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }
}
