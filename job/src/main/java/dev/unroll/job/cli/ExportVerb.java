package dev.unroll.job.cli;

import dev.unroll.io.Model;
import dev.unroll.job.config.UserError;
import dev.unroll.job.onnx.OnnxFile;
import dev.unroll.job.onnx.OnnxModels;
import dev.unroll.job.store.HadoopModelStore;
import dev.unroll.job.store.Models;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** The work of the verb {@code export}; needs no Spark session. */
final class ExportVerb {

  private ExportVerb() {}

  /**
   * Writes the files.
   *
   * @return their names, and for each its inputs and outputs
   * @throws UserError if one of them exists
   */
  static Map<String, Object> export(ExportCommand.Request request) throws IOException {
    Configuration hadoop = Sessions.hadoop();
    Model model = Models.read(request.model(), hadoop);
    Map<Path, OnnxFile> files = new LinkedHashMap<>();
    for (OnnxFile file : OnnxModels.of(model)) {
      files.put(freePath(request.onnx(), file.part(), hadoop), file);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("files", files.keySet().stream().map(Path::toString).toList());
    for (Map.Entry<Path, OnnxFile> file : files.entrySet()) {
      write(file.getValue(), file.getKey(), hadoop);
      result.put(file.getKey().getName(), ends(file.getValue()));
    }
    return result;
  }

  private static Path freePath(String onnx, String part, Configuration hadoop) throws IOException {
    int suffix = onnx.length() - ExportCommand.SUFFIX.length();
    String name = part.isEmpty() ? onnx : onnx.substring(0, suffix) + "-" + part + ".onnx";
    Path path;
    boolean exists;
    try {
      path = new Path(name);
      exists = path.getFileSystem(hadoop).exists(path);
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UserError("--onnx must be a path, got \"" + onnx + "\"; " + e.getMessage(), e);
    }
    if (exists) {
      throw new UserError("--onnx must not exist yet, got " + name);
    }
    return path;
  }

  /** Where the file is, all of it is: it is renamed when it is whole. */
  private static void write(OnnxFile file, Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    Path target = files.makeQualified(path);
    String unfinished = "." + target.getName() + ".unfinished";
    try (OutputStream out = new HadoopModelStore(target.getParent(), hadoop).create(unfinished)) {
      file.writeTo(out);
    }
    if (!files.rename(new Path(target.getParent(), unfinished), target)) {
      throw new IOException(unfinished + " could not be renamed to " + target);
    }
  }

  private static Map<String, Map<String, String>> ends(OnnxFile file) {
    Map<String, Map<String, String>> ends = new LinkedHashMap<>();
    add("input", file.inputs(), ends);
    add("output", file.outputs(), ends);
    return ends;
  }

  private static void add(
      String direction, List<OnnxFile.End> from, Map<String, Map<String, String>> ends) {
    for (OnnxFile.End end : from) {
      Map<String, String> columns = new LinkedHashMap<>();
      columns.put("is", direction);
      columns.put("type", end.type());
      columns.put("shape", end.shape());
      ends.put(end.name(), columns);
    }
  }
}
