using System.Globalization;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Several measurements of one thing: the median is what to quote, the extremes tell how noisy the machine was.</summary>
internal sealed record Figures(string Name, string Unit, IReadOnlyList<double> Values)
{
    public const string Header = "| what | min | median | max | unit |\n|---|---|---|---|---|";

    public double Median => Sorted[Values.Count / 2];

    private double[] Sorted => [.. Values.Order()];

    public void Print() => Console.WriteLine(string.Format(
        CultureInfo.InvariantCulture, "| {0} | {1:0.##} | {2:0.##} | {3:0.##} | {4} |", Name, Sorted[0], Median, Sorted[^1], Unit));
}
