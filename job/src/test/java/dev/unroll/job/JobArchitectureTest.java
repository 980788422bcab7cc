package dev.unroll.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.unroll.job", importOptions = ImportOption.DoNotIncludeTests.class)
class JobArchitectureTest {
  @ArchTest
  static final ArchRule job_reachesBlasThroughModelOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.ludovic.netlib..", "org.netlib..", "org.bytedeco..");

  @ArchTest
  static final ArchRule sparkMl_isKnownToItsStagesOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.unroll.job.ml..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark.ml..", "dev.unroll.job.ml..");

  @ArchTest
  static final ArchRule nothing_touchesBreeze =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("breeze..", "org.apache.spark.mllib..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.unroll.job.(**)").should().beFreeOfCycles();
}
