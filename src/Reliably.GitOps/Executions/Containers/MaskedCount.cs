using System.Globalization;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// How many places our engine in a container hid in its journal before it wrote it, in a file beside the journal: it knows what stands in its image, and
/// whoever directs it counts with it.
/// </summary>
internal static class MaskedCount
{
    private const string Ending = ".masked";
    private const int Longest = 9;

    public static void Write(string journal, int count) => File.WriteAllText(journal + Ending, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>0 where there is none. The container may have put anything in its place.</summary>
    public static int Read(string journal)
    {
        var file = new FileInfo(journal + Ending);
        return file.Exists && file.LinkTarget is null && file.Length is > 0 and <= Longest
            && int.TryParse(File.ReadAllText(file.FullName), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }
}
