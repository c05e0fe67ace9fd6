using System.Text;

namespace Reliably.GitOps.Reports;

/// <summary>Adds interpolated text as text: nothing in a report is written in the culture of a machine.</summary>
internal static class TextAdding
{
    public static StringBuilder Add(this StringBuilder builder, FormattableString text) => builder.Append(FormattableString.Invariant(text));
}
