using System.CommandLine;
using System.Globalization;

namespace Reliably.GitOps.Commands;

/// <summary>
/// Holds an option to the numbers that make sense for it, with one sentence for whatever else is typed. It looks at the word itself: the
/// library's own conversion throws inside a validator when the word is no number at all.
/// </summary>
internal static class NumberRange
{
    public static void AcceptOnlyFrom<T>(this Option<T> option, double lowest, double highest, string rule)
    {
        var whole = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) == typeof(int);
        var style = whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, style, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest))
            {
                result.AddError(rule);
            }
        });
    }
}
